package dev.sluice.origin.http.live;

import dev.sluice.origin.http.BodySource;
import dev.sluice.origin.live.dvr.RecordedFile;
import dev.sluice.origin.live.dvr.RecordedFile.Piece;
import dev.sluice.origin.mp4.MalformedBoxException;
import dev.sluice.origin.mp4.SegmentEdits;
import dev.sluice.origin.mp4.TrackPlace;
import dev.sluice.origin.store.Lease;
import dev.sluice.origin.store.Namespace;
import dev.sluice.origin.store.RecallListener;
import dev.sluice.origin.store.RecallMiss;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import io.netty.buffer.Unpooled;
import io.netty.util.concurrent.EventExecutor;
import java.util.ArrayDeque;
import java.util.List;
import java.util.Optional;
import java.util.Queue;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The bytes of a file: its header, and its segments one behind the other with what their places in the file ask for. Holds
 * one segment at a time, which may have to come from the cold tier; while that is busy, the reader waits.
 *
 * <p>Event loop of its connection only.
 */
final class FileBody implements BodySource, RecallListener {
  private static final Logger LOG = LoggerFactory.getLogger(FileBody.class);
  private static final long RETRY_MS = 250;
  private static final int MAX_RETRY_COUNT = 120; // a download may wait where a player would not

  private final EventExecutor loop;
  private final ByteBufAllocator allocator;
  private final Namespace namespace;
  private final RecordedFile file;
  private final List<TrackPlace> places;

  // What comes next.
  private byte[] header;
  private int headerOffset;
  private int group;
  private final Queue<Piece> pieces = new ArrayDeque<>();
  private long offset; // in the first of them
  private Optional<Lease> lease = Optional.empty(); // of that
  private SegmentEdits edits;
  private int ordinal; // of that in the file

  private int retryCount; // for the next piece
  private Runnable onReadable;
  private boolean isFailed;
  private boolean isClosed;

  FileBody(
      EventExecutor loop,
      ByteBufAllocator allocator,
      Namespace namespace,
      RecordedFile file,
      List<TrackPlace> places) {
    this.loop = loop;
    this.allocator = allocator;
    this.namespace = namespace;
    this.file = file;
    this.places = places;
  }

  /** Goes to a byte of the file, less than its length. */
  FileBody from(byte[] headerBytes, long fileOffset) {
    header = headerBytes;
    headerOffset = (int) Math.min(fileOffset, header.length);
    offset = fileOffset - headerOffset;
    while (offset >= file.length(group)) {
      offset -= file.length(group);
      group++;
    }
    ordinal = group * places.size();
    pieces.addAll(file.pieces(group));
    while (offset >= pieces.element().length()) {
      offset -= pieces.remove().length();
      ordinal++;
    }
    return this;
  }

  @Override
  public Optional<ByteBuf> next(int maxLength, Runnable readable) {
    if (headerOffset < header.length) {
      int length = Math.min(maxLength, header.length - headerOffset);
      headerOffset += length;
      return Optional.of(Unpooled.wrappedBuffer(header, headerOffset - length, length));
    }
    if (lease.isEmpty()) {
      open();
    }
    if (lease.isEmpty()) {
      onReadable = readable;
      return Optional.empty();
    }
    return Optional.of(read(maxLength));
  }

  @Override
  public boolean isFailed() {
    return isFailed;
  }

  @Override
  public void close() {
    isClosed = true;
    lease.ifPresent(Lease::close);
    lease = Optional.empty();
  }

  @Override
  public void onRecalled(Lease recalled) {
    if (isClosed) {
      recalled.close();
      return;
    }
    take(recalled);
    onReadable.run();
  }

  @Override
  public void onMissed(RecallMiss reason) {
    if (isClosed) {
      return;
    }
    if (reason == RecallMiss.BUSY && retryCount < MAX_RETRY_COUNT) {
      retryCount++;
      loop.schedule(this::retry, RETRY_MS, TimeUnit.MILLISECONDS);
    } else {
      fail(reason.name());
      onReadable.run();
    }
  }

  private void retry() {
    if (isClosed) {
      return;
    }
    open();
    if (lease.isPresent() || isFailed) {
      onReadable.run();
    }
  }

  private void open() {
    if (pieces.isEmpty()) {
      group++;
      ordinal = group * places.size();
      pieces.addAll(file.pieces(group));
    }
    String key = pieces.element().key();
    Optional<Lease> held = namespace.lease(key);
    if (held.isPresent()) {
      take(held.get());
    } else if (!namespace.recall(key, loop, this)) {
      fail(RecallMiss.GONE.name());
    }
  }

  /** Numbers grow with the place in the file, whichever range of it is read. */
  private void take(Lease segment) {
    Piece piece = pieces.element();
    if (segment.length() != piece.length()) {
      segment.close();
      fail("its length is not what was recorded");
      return;
    }
    try {
      edits = SegmentEdits.of(
          new LeasedSegment(segment),
          places.get(piece.track()),
          ordinal * SegmentEdits.MAX_FRAGMENT_COUNT + 1);
      lease = Optional.of(segment);
      retryCount = 0;
    } catch (MalformedBoxException e) {
      segment.close();
      fail(e.getMessage());
    }
  }

  private ByteBuf read(int maxLength) {
    int length = (int) Math.min(maxLength, pieces.element().length() - offset);
    ByteBuf bytes = allocator.directBuffer(length);
    lease.get().slices(offset, length, bytes::writeBytes);
    edits.apply(offset, bytes.nioBuffer());
    offset += length;
    if (offset == pieces.element().length()) {
      lease.get().close();
      lease = Optional.empty();
      pieces.remove();
      offset = 0;
      ordinal++;
    }
    return bytes;
  }

  private void fail(String reason) {
    isFailed = true;
    LOG.warn("file {} ends early at {}: {}", file.name(), pieces.element().key(), reason);
  }
}
