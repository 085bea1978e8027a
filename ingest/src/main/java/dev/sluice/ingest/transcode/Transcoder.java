package dev.sluice.ingest.transcode;

import dev.sluice.ingest.transcode.libav.EncoderCatalog;
import dev.sluice.ingest.transcode.libav.LibavCounters;
import dev.sluice.ingest.transcode.libav.Natives;
import dev.sluice.packager.PackagedChannel;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Puts ladders in front of packaged channels: access units of the source in, access units of every rung out. The door to
 * everything native.
 */
public final class Transcoder implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(Transcoder.class);

  private final Transcoding transcoding;
  private final Set<TranscodedChannel> channels = ConcurrentHashMap.newKeySet();
  private final Set<TranscodedChannel> leaving = ConcurrentHashMap.newKeySet();

  private Transcoder(Transcoding transcoding) {
    this.transcoding = transcoding;
  }

  /**
   * Looks for encoders and starts.
   *
   * @throws IllegalArgumentException if a setting is out of its range, or names an encoder that does not work here
   */
  public static Transcoder launch(TranscodeContext context) {
    context.conclude();
    Natives.load(context.nativeCache());
    LibavCounters natives = new LibavCounters();
    EncoderCatalog catalog = EncoderCatalog.probe(natives);
    checkEncoders(context, catalog);
    LOG.info("encoders that work here: {}", catalog.names());
    return new Transcoder(
        new Transcoding(context, natives, catalog, new LoadShare(), new TimeHistogram()));
  }

  private static void checkEncoders(TranscodeContext context, EncoderCatalog catalog) {
    catalog.check("transcode.encoder", context.encoder());
    for (int i = 0; i < context.ladders().size(); i++) {
      List<Rung> rungs = context.ladders().get(i).rungs();
      for (int k = 0; k < rungs.size(); k++) {
        catalog.check(
            "ladders[" + i + "].rungs[" + k + "].encoder", rungs.get(k).encoder());
      }
    }
  }

  /**
   * Returns a channel whose source is transcoded by the ladder of its name on the way to {@code packaged}, or
   * {@code packaged} itself if its ladder has no rungs. Any thread; does not block.
   */
  public PackagedChannel open(String channel, PackagedChannel packaged) {
    Optional<Ladder> ladder = transcoding.context().ladders().stream()
        .filter(each -> each.matches(channel))
        .findFirst()
        .filter(first -> !first.rungs().isEmpty());
    if (ladder.isEmpty()) {
      return packaged;
    }
    TranscodedChannel opened =
        new TranscodedChannel(channel, ladder.get(), this, transcoding, packaged);
    channels.add(opened);
    return opened;
  }

  /** Hands out what every rung of every open channel counts. Any thread. */
  public void forEachRung(Consumer<RungStatus> consumer) {
    for (TranscodedChannel channel : channels) {
      channel.rungCounters().forEach(rung -> consumer.accept(rung.status()));
    }
  }

  /** Hands out what became of the source of every open channel. Any thread. */
  public void forEachSource(Consumer<SourceStatus> consumer) {
    channels.forEach(channel -> consumer.accept(channel.sourceStatus()));
  }

  /** Hands out how long the rungs of every open channel take for a picture. Any thread. */
  public void forEachEncodeTime(EncodeTimes consumer) {
    for (TranscodedChannel channel : channels) {
      channel
          .rungCounters()
          .forEach(rung -> consumer.onRung(channel.name(), rung.rung(), rung.encodeTime()));
    }
  }

  /** Returns FFmpeg's names of the encoders that work here, the best first. */
  public List<String> encoders() {
    return transcoding.catalog().names();
  }

  /** Returns what is allocated in native memory. */
  public LibavCounters natives() {
    return transcoding.natives();
  }

  /** Returns how long pictures take from the last byte of their access unit to the units of all rungs. */
  public TimeHistogram latency() {
    return transcoding.latency();
  }

  /** Ends every channel's threads and gives everything native back. */
  @Override
  public void close() {
    List<TranscodedChannel> open = new ArrayList<>(channels);
    open.forEach(TranscodedChannel::stop);
    open.addAll(leaving);
    try {
      for (TranscodedChannel channel : open) {
        channel.awaitStopped();
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  /** Takes a channel out of the figures: another of its name may come while it still ends. Any thread. */
  void onLeaving(TranscodedChannel channel) {
    leaving.add(channel);
    channels.remove(channel);
  }

  /** Takes note that nothing of a channel is left. Any thread. */
  void onLeft(TranscodedChannel channel) {
    leaving.remove(channel);
  }
}
