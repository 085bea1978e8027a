package dev.sluice.ingest.channel;

import dev.sluice.packager.AccessUnitPayload;
import dev.sluice.packager.AccessUnitSink;
import dev.sluice.packager.PackagedChannel;
import dev.sluice.packager.Timeline;
import dev.sluice.packager.codec.TrackFormat;
import java.util.ArrayList;
import java.util.List;
import org.agrona.concurrent.UnsafeBuffer;

/** Remembers what happens to a channel, in order. */
final class FakePackagedChannel implements PackagedChannel, AccessUnitSink {
  final List<String> events = new ArrayList<>();
  final List<Unit> units = new ArrayList<>();
  int result = ACCEPTED;
  long nextMediaSequence;

  FakePackagedChannel(String name, long firstMediaSequence) {
    nextMediaSequence = firstMediaSequence;
    events.add("open " + name + " at " + firstMediaSequence);
  }

  @Override
  public AccessUnitSink rendition(String rendition) {
    events.add("rendition " + rendition);
    return this;
  }

  @Override
  public int tryPublish(
      TrackFormat format,
      Timeline timeline,
      long pts90k,
      long dts90k,
      boolean isRandomAccess,
      AccessUnitPayload payload) {
    if (result == ACCEPTED) {
      UnsafeBuffer view = new UnsafeBuffer(0, 0);
      payload.wrapInto(view);
      byte[] bytes = new byte[view.capacity()];
      view.getBytes(0, bytes);
      units.add(new Unit(format, timeline, pts90k, dts90k, isRandomAccess, bytes));
    }
    payload.release();
    return result;
  }

  @Override
  public void offer(String rendition, boolean isOffered) {
    throw new UnsupportedOperationException("channels leave this to whoever makes renditions");
  }

  @Override
  public void expectRandomAccess(Timeline timeline, long pts90k, long dts90k) {
    events.add("expect " + timeline.serial() + " " + pts90k + " " + dts90k);
  }

  @Override
  public void suspend() {
    events.add("suspend");
  }

  @Override
  public void end() {
    events.add("end");
  }

  @Override
  public void close() {
    events.add("close");
  }

  @Override
  public long nextMediaSequence() {
    return nextMediaSequence;
  }

  record Unit(
      TrackFormat format,
      Timeline timeline,
      long pts90k,
      long dts90k,
      boolean isRandomAccess,
      byte[] bytes) {}
}
