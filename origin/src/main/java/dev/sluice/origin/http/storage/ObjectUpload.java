package dev.sluice.origin.http.storage;

import dev.sluice.origin.http.BodySink;
import dev.sluice.origin.http.Exchange;
import dev.sluice.origin.store.ObjectWriter;
import io.netty.buffer.ByteBuf;
import java.util.concurrent.TimeUnit;

/**
 * Writes a body into slabs as it comes. While the store makes room, nothing more is read from the encoder.
 *
 * <p>Event loop of the exchange.
 */
final class ObjectUpload implements BodySink {
  private static final long RETRY_MS = 10;
  private static final int MAX_RETRIES = 30;

  private final Exchange exchange;
  private final PushedNamespace target;
  private final String key;
  private final ObjectWriter writer;
  private final WriteCondition condition;
  private final SlabFiller slabs;

  private ByteBuf held; // what the store had no room for; null if there is none
  private int retries;

  /**
   * Begins with an object that has no bytes.
   *
   * @param condition that is looked at when they are all there
   */
  ObjectUpload(
      Exchange exchange,
      PushedNamespace target,
      String key,
      ObjectWriter writer,
      WriteCondition condition) {
    this.exchange = exchange;
    this.target = target;
    this.key = key;
    this.writer = writer;
    this.condition = condition;
    slabs = new SlabFiller(writer);
  }

  @Override
  public void onBytes(ByteBuf bytes) {
    target.onWritten(bytes.readableBytes());
    int result = slabs.append(bytes);
    if (result == SlabFiller.TAKEN) {
      writer.publish();
    } else if (result == ObjectWriter.EXHAUSTED) {
      held = bytes.retainedSlice();
      exchange.pause();
      retryLater();
    } else {
      fail(result);
    }
  }

  @Override
  public void onEnd() {
    int reserved = writer.reserve(); // there may have been no bytes
    int result = reserved < 0 ? reserved : condition.guard(target, key, this::commit);
    if (result < 0) {
      fail(result);
      return;
    }
    target.guard().onCommitted(key);
    exchange.sendNoContent();
  }

  @Override
  public void onAborted() {
    releaseHeld();
    writer.abort();
  }

  private int commit() {
    writer.commit();
    return 0;
  }

  private void retryLater() {
    exchange.loop().schedule(this::retry, RETRY_MS, TimeUnit.MILLISECONDS);
  }

  private void retry() {
    if (held == null) {
      return; // aborted meanwhile
    }
    int result = slabs.append(held);
    if (result == SlabFiller.TAKEN) {
      releaseHeld();
      retries = 0;
      writer.publish();
      exchange.resume();
    } else if (result == ObjectWriter.EXHAUSTED && ++retries < MAX_RETRIES) {
      retryLater();
    } else {
      releaseHeld();
      fail(result);
    }
  }

  private void fail(int result) {
    writer.abort();
    exchange.send(StorageErrors.of(result));
  }

  private void releaseHeld() {
    if (held != null) {
      held.release();
      held = null;
    }
  }
}
