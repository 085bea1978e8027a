package dev.sluice.origin.http;

import dev.sluice.origin.store.Lease;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import io.netty.buffer.ByteBufUtil;

/**
 * A whole answer as HTTP/1.1 sends it, head and body, put together once for the thousands that wait for the same part of a
 * playlist: each of them costs one write of one buffer. Immutable, on the heap, kept with the object that it was made of.
 *
 * @param date the field that its head has
 * @param cacheControl the field that its head has
 * @param bytes not changed afterwards
 */
record SharedAnswer(HeaderFields date, String cacheControl, byte[] bytes) {
  /** Longest body that is worth a copy on the heap, and one into the buffer of each write. */
  static final int MAX_BODY_LENGTH = 16 << 10;

  /** Returns the answer of now with a whole object. Any event loop; more than one may put it together at first. */
  static SharedAnswer of(
      EntityHead entity,
      Lease lease,
      String cacheControl,
      HeadEncoder heads,
      ByteBufAllocator allocator) {
    HeaderFields date = heads.date();
    SharedAnswer last = entity.shared().get();
    if (last != null && last.date == date && last.cacheControl.equals(cacheControl)) {
      return last;
    }
    ByteBuf bytes = heads
        .begin(allocator, 200)
        .add(cacheControl)
        .add(entity.fields())
        .add(entity.wholeLength())
        .end();
    lease.slices(0, lease.length(), bytes::writeBytes);
    SharedAnswer answer = new SharedAnswer(date, cacheControl, ByteBufUtil.getBytes(bytes));
    bytes.release();
    entity.shared().set(answer);
    return answer;
  }
}
