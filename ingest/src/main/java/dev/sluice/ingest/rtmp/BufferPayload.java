package dev.sluice.ingest.rtmp;

import dev.sluice.packager.AccessUnitPayload;
import io.netty.buffer.ByteBuf;
import io.netty.util.Recycler;
import org.agrona.concurrent.UnsafeBuffer;

/** The readable bytes of a message's buffer as an access unit; the object is recycled with the buffer. */
final class BufferPayload implements AccessUnitPayload {
  private static final Recycler<BufferPayload> RECYCLER = new Recycler<>() {
    @Override
    protected BufferPayload newObject(Handle<BufferPayload> handle) {
      return new BufferPayload(handle);
    }
  };

  private final Recycler.Handle<BufferPayload> handle;
  private ByteBuf buffer;

  private BufferPayload(Recycler.Handle<BufferPayload> handle) {
    this.handle = handle;
  }

  /** Takes a buffer over; its readable bytes are the access unit. */
  static BufferPayload of(ByteBuf buffer) {
    BufferPayload payload = RECYCLER.get();
    payload.buffer = buffer;
    return payload;
  }

  @Override
  public void wrapInto(UnsafeBuffer view) {
    int length = buffer.readableBytes();
    if (buffer.hasMemoryAddress()) {
      view.wrap(buffer.memoryAddress() + buffer.readerIndex(), length);
    } else {
      view.wrap(buffer.nioBuffer(), 0, length);
    }
  }

  @Override
  public int length() {
    return buffer.readableBytes();
  }

  @Override
  public void release() {
    ByteBuf released = buffer;
    buffer = null;
    released.release();
    handle.recycle(this);
  }
}
