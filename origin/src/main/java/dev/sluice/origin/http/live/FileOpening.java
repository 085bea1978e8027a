package dev.sluice.origin.http.live;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.sluice.origin.http.Exchange;
import dev.sluice.origin.http.HttpError;
import dev.sluice.origin.http.semantics.Urgency;
import dev.sluice.origin.live.dvr.RecordedFile;
import dev.sluice.origin.mp4.FragmentStart;
import dev.sluice.origin.mp4.MalformedBoxException;
import dev.sluice.origin.mp4.MovieHeader;
import dev.sluice.origin.mp4.SubsegmentIndex;
import dev.sluice.origin.mp4.TrackInit;
import dev.sluice.origin.mp4.TrackPlace;
import dev.sluice.origin.store.Lease;
import dev.sluice.origin.store.Namespace;
import dev.sluice.origin.store.RecallListener;
import dev.sluice.origin.store.RecallMiss;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.zip.CRC32;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Reads what a file begins with, the init segment and the first segment of each track, and then answers with the file.
 *
 * <p>Event loop of its connection only.
 */
final class FileOpening implements RecallListener {
  private static final Logger LOG = LoggerFactory.getLogger(FileOpening.class);
  private static final int MAX_INIT_LENGTH = 1 << 16;
  private static final String FINAL = "max-age=60";
  private static final String CHANGING = "no-cache";

  private final Exchange exchange;
  private final Namespace namespace;
  private final RecordedFile file;
  private final String cacheControl;
  private final List<TrackInit> inits = new ArrayList<>();
  private final List<FragmentStart> starts = new ArrayList<>();

  FileOpening(Exchange exchange, Namespace namespace, RecordedFile file, boolean isPrivate) {
    this.exchange = exchange;
    this.namespace = namespace;
    this.file = file;
    cacheControl = (isPrivate ? "private, " : "") + (file.isFinal() ? FINAL : CHANGING);
  }

  /** Reads on, as far as memory has it, and answers at last. */
  void proceed() {
    while (starts.size() < file.trackCount()) {
      String key =
          inits.size() == starts.size() ? file.initKey(inits.size()) : file.firstKey(starts.size());
      Optional<Lease> lease = namespace.lease(key);
      if (lease.isEmpty()) {
        if (!namespace.recall(key, exchange.loop(), this)) {
          exchange.send(HttpError.GONE);
        }
        return;
      }
      if (!take(lease.get())) {
        return;
      }
    }
    answer();
  }

  @Override
  public void onRecalled(Lease lease) {
    if (take(lease)) {
      proceed();
    }
  }

  @Override
  public void onMissed(RecallMiss reason) {
    exchange.send(reason == RecallMiss.GONE ? HttpError.GONE : HttpError.UNAVAILABLE);
  }

  /** Reads what came; returns whether it is what was expected, or the request has been answered. */
  private boolean take(Lease lease) {
    try (lease) {
      if (inits.size() == starts.size()) {
        byte[] bytes = new byte[(int) Math.min(lease.length(), MAX_INIT_LENGTH)];
        new LeasedSegment(lease).read(0, ByteBuffer.wrap(bytes));
        inits.add(TrackInit.parse(bytes));
      } else {
        starts.add(FragmentStart.of(new LeasedSegment(lease)));
      }
      return true;
    } catch (MalformedBoxException e) {
      LOG.warn("file {} cannot be made: {}", file.name(), e.getMessage());
      exchange.send(HttpError.GONE);
      return false;
    }
  }

  private void answer() {
    List<TrackPlace> places = TrackPlace.of(inits, starts);
    SubsegmentIndex index = new SubsegmentIndex();
    long mediaLength = 0;
    for (int group = 0; group < file.groupCount(); group++) {
      index.add(file.length(group), file.duration90k(group));
      mediaLength += file.length(group);
    }
    byte[] header = MovieHeader.of(inits, places, starts.get(0), index);
    String etag = etag(header);
    String type = inits.stream().anyMatch(TrackInit::isVideo) ? "video/mp4" : "audio/mp4";
    String fields = "Content-Type: " + type
        + "\r\nContent-Disposition: attachment; filename=\"" + fileName()
        + "\"\r\nCache-Control: " + cacheControl + "\r\nETag: " + etag + "\r\n"
        + Urgency.field(type);
    exchange.send(
        fields,
        etag,
        header.length + mediaLength,
        offset -> new FileBody(exchange.loop(), exchange.allocator(), namespace, file, places)
            .from(header, offset));
  }

  /** The header says the length and duration of every segment, and a segment's name is never used again. */
  private String etag(byte[] header) {
    CRC32 crc32 = new CRC32();
    crc32.update(header);
    for (int track = 0; track < file.trackCount(); track++) {
      crc32.update(file.firstKey(track).getBytes(UTF_8));
    }
    return "\"f-" + Integer.toHexString(header.length) + "-" + Long.toHexString(crc32.getValue())
        + "\"";
  }

  private String fileName() {
    return file.name().replaceAll("[^A-Za-z0-9._-]", "_") + ".mp4";
  }
}
