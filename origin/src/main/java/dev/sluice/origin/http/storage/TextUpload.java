package dev.sluice.origin.http.storage;

import dev.sluice.origin.http.BodySink;
import dev.sluice.origin.http.Exchange;
import dev.sluice.origin.http.HttpError;
import dev.sluice.origin.http.playlist.PushedPlaylist;
import dev.sluice.origin.store.ObjectSpec;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;

/**
 * Collects a playlist or manifest, which nobody may see before it is whole and its tokens are out.
 *
 * <p>Event loop of the exchange.
 */
final class TextUpload implements BodySink {
  private static final int LENGTH_HINT = 4096;

  private final Exchange exchange;
  private final PushedNamespace target;
  private final String key;
  private final ObjectSpec spec;
  private final String token;
  private final int maxLength;
  private final ByteBuf text;

  /**
   * Makes an empty one.
   *
   * @param token that the encoder presented, to be kept from readers
   * @param maxLength bytes
   */
  TextUpload(
      Exchange exchange,
      PushedNamespace target,
      String key,
      ObjectSpec spec,
      String token,
      int maxLength) {
    this.exchange = exchange;
    this.target = target;
    this.key = key;
    this.spec = spec;
    this.token = token;
    this.maxLength = maxLength;
    text = exchange.allocator().directBuffer(LENGTH_HINT);
  }

  @Override
  public void onBytes(ByteBuf bytes) {
    target.onWritten(bytes.readableBytes());
    if (bytes.readableBytes() > maxLength - text.readableBytes()) {
      text.release();
      exchange.send(HttpError.TOO_LARGE);
    } else {
      text.writeBytes(bytes);
    }
  }

  @Override
  public void onEnd() {
    byte[] bytes = ByteBufUtil.getBytes(text);
    text.release();
    int result = PushedPlaylist.put(target.namespace(), target.guard(), key, spec, bytes, token);
    if (result == PushedPlaylist.STORED) {
      exchange.sendNoContent();
    } else {
      exchange.send(StorageErrors.of(result));
    }
  }

  @Override
  public void onAborted() {
    text.release();
  }
}
