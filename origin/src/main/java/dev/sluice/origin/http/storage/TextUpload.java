package dev.sluice.origin.http.storage;

import dev.sluice.origin.http.CollectedBody;
import dev.sluice.origin.http.Exchange;
import dev.sluice.origin.http.playlist.PushedPlaylist;
import dev.sluice.origin.store.ObjectSpec;
import io.netty.buffer.ByteBuf;

/** Collects a playlist or manifest, which nobody may see before it is whole and its tokens are out. */
final class TextUpload extends CollectedBody {
  private static final int LENGTH_HINT = 4096;

  private final Exchange exchange;
  private final PushedNamespace target;
  private final String key;
  private final ObjectSpec spec;
  private final WriteCondition condition;
  private final String token;

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
    super(exchange, maxLength, LENGTH_HINT);
    this.exchange = exchange;
    this.target = target;
    this.key = key;
    this.spec = spec;
    this.token = token;
    condition = WriteCondition.of(exchange);
  }

  @Override
  public void onBytes(ByteBuf bytes) {
    target.onWritten(bytes.readableBytes());
    super.onBytes(bytes);
  }

  @Override
  protected void onWhole(byte[] body) {
    int result = condition.guard(
        target,
        key,
        () -> PushedPlaylist.put(target.namespace(), target.guard(), key, spec, body, token));
    if (result == PushedPlaylist.STORED) {
      exchange.sendNoContent();
    } else {
      exchange.send(StorageErrors.of(result));
    }
  }
}
