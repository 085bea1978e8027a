package dev.sluice.ingest.rtmp;

import dev.sluice.ingest.channel.Publication;
import dev.sluice.ingest.channel.StreamHint;
import dev.sluice.packager.AccessUnitPayload;
import dev.sluice.packager.codec.AudioFormat;
import dev.sluice.packager.codec.VideoFormat;
import java.util.HexFormat;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.agrona.concurrent.UnsafeBuffer;

/** Writes down what it is fed, a line each, and gives the payloads back. */
final class FakePublication implements Publication {
  private static final int SHOWN_LENGTH = 8;

  final List<String> events = new CopyOnWriteArrayList<>();
  /** Apart from the events: what is told ahead depends on how the bytes come. */
  final List<String> keyFrames = new CopyOnWriteArrayList<>();

  volatile int videoCount;
  volatile int audioCount;
  volatile int closeCount;
  private final UnsafeBuffer view = new UnsafeBuffer();

  @Override
  public void videoFormat(VideoFormat format) {
    events.add("videoFormat " + format.codec() + " " + format.width() + "x" + format.height());
  }

  @Override
  public void audioFormat(AudioFormat format) {
    events.add("audioFormat " + format.codec() + " " + format.sampleRate());
  }

  @Override
  public void hint(StreamHint hint) {
    events.add("hint " + hint.hasVideo() + " " + hint.hasAudio() + " " + hint.frameRate());
  }

  @Override
  public void video(long pts90k, long dts90k, AccessUnitPayload payload) {
    videoCount++;
    events.add("video " + pts90k + " " + dts90k + " " + show(payload));
  }

  @Override
  public void keyFrameBegun(long pts90k, long dts90k) {
    keyFrames.add(pts90k + " " + dts90k + " after " + videoCount);
  }

  @Override
  public void audio(long pts90k, AccessUnitPayload payload) {
    audioCount++;
    events.add("audio " + pts90k + " " + show(payload));
  }

  @Override
  public void timestampWrapped() {
    events.add("wrap");
  }

  @Override
  public void close(String reason) {
    events.add("close " + reason);
    closeCount++; // last: whoever waits for it looks at the events
  }

  private String show(AccessUnitPayload payload) {
    payload.wrapInto(view);
    byte[] bytes = new byte[Math.min(SHOWN_LENGTH, payload.length())];
    view.getBytes(0, bytes);
    String shown = payload.length() + ":" + HexFormat.of().formatHex(bytes);
    payload.release();
    return shown;
  }
}
