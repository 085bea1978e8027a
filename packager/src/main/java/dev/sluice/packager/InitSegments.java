package dev.sluice.packager;

import dev.sluice.origin.store.Namespace;
import dev.sluice.origin.store.ObjectSpec;
import dev.sluice.origin.store.ObjectWriter;
import dev.sluice.packager.cmaf.CmafMuxer;
import dev.sluice.packager.codec.TrackFormat;
import dev.sluice.packager.hls.CmafUris;
import java.util.ArrayDeque;
import java.util.Optional;

/**
 * The init segments of one track, each under a name of its own, and there for as long as a segment that needs it may be
 * played.
 *
 * <p>Used by the {@code pk-} thread of the channel only.
 */
final class InitSegments {
  private static final String CACHE_CONTROL = "max-age=3600, immutable";

  private final CmafChannel channel;
  private final String rendition;
  private final String contentType;
  private final Namespace namespace;
  private final CmafPlaylist playlist;

  private final ArrayDeque<Retired> retired = new ArrayDeque<>();
  private TrackFormat format;
  private String codecs;
  private long firstSequence;
  private boolean isStored;

  InitSegments(CmafChannel channel, String rendition, String contentType, CmafPlaylist playlist) {
    this.channel = channel;
    this.rendition = rendition;
    this.contentType = contentType;
    this.playlist = playlist;
    namespace = channel.context().namespace();
  }

  /** Takes note that the segments from here on need another one. */
  void change(TrackFormat nextFormat, String nextCodecs) {
    retire();
    format = nextFormat;
    codecs = nextCodecs;
  }

  /** Returns what segments carry that need the one of a name, as long as it is not let go. */
  TrackFormat formatOf(String name) {
    return retired(name).map(Retired::format).orElse(format);
  }

  /** Returns the CODECS entry that goes with {@link #formatOf}. */
  String codecsOf(String name) {
    return retired(name).map(Retired::codecs).orElse(codecs);
  }

  private Optional<Retired> retired(String name) {
    return retired.stream().filter(former -> former.name().equals(name)).findFirst();
  }

  /** One whose first segment was given up is needed by none, and its name belongs to whatever gets that number next. */
  private void retire() {
    if (isStored && firstSequence > playlist.lastMediaSequence()) {
      namespace.remove(channel.key(name()));
    } else if (isStored) {
      retired.addLast(new Retired(name(), format, codecs, channel.plan().nextMediaSequence()));
    }
    isStored = false;
  }

  /** Returns the name of the one in force, and stores it unless that is done; for a segment that begins. */
  String current(CmafMuxer muxer, long mediaSequence) {
    if (!isStored) {
      firstSequence = mediaSequence;
      isStored = store(muxer.initSegment());
    }
    return name();
  }

  /** Lets those go that no listed segment needs. */
  void expire() {
    while (!retired.isEmpty()
        && retired.getFirst().endMediaSequence() <= playlist.firstMediaSequence()) {
      expire(retired.removeFirst().name());
    }
  }

  /** Lets all of them go when nobody can need them any more. */
  void close() {
    retire();
    while (!retired.isEmpty()) {
      expire(retired.removeFirst().name());
    }
  }

  /** A segment that has left the list stays for its own duration and that of the playlist, so twice as long is enough. */
  private void expire(String expired) {
    long listedMs = playlist.isListed() ? playlist.durationMs() : 0;
    namespace.expireAfter(
        channel.key(expired),
        2 * listedMs + ListedSegments.EXTRA_TTL_MS + channel.context().dvrMs());
  }

  private String name() {
    return CmafUris.init(rendition, firstSequence);
  }

  /** Returns whether there was room. */
  private boolean store(byte[] bytes) {
    ObjectWriter object = namespace.begin(
        channel.key(name()),
        new ObjectSpec(
            contentType,
            CACHE_CONTROL,
            ObjectSpec.Visibility.WHOLE,
            ObjectSpec.PINNED,
            bytes.length));
    int offset = object.claim(bytes.length);
    if (offset < 0) {
      object.abort();
      return false;
    }
    object.buffer().putBytes(offset, bytes);
    object.commit();
    return true;
  }

  /**
   * One that is not in force any more.
   *
   * @param endMediaSequence number of the first segment that can do without
   */
  private record Retired(String name, TrackFormat format, String codecs, long endMediaSequence) {}
}
