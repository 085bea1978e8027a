package dev.sluice.origin.http;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.handler.codec.http.DefaultHttpContent;
import io.netty.handler.codec.http.DefaultHttpRequest;
import io.netty.handler.codec.http.HttpMethod;
import io.netty.handler.codec.http.HttpObject;
import io.netty.handler.codec.http.HttpVersion;
import io.netty.handler.codec.http.LastHttpContent;
import org.junit.jupiter.api.Test;

class WaitingMessagesTest {
  private static final HttpObject HEAD =
      new DefaultHttpRequest(HttpVersion.HTTP_1_1, HttpMethod.GET, "/");
  private static final HttpObject PIECE = LastHttpContent.EMPTY_LAST_CONTENT;

  private final WaitingMessages waiting = new WaitingMessages();

  @Test
  void shouldTakeFewHeadsAndManyPieces() {
    int headCount = add(HEAD);
    int pieceCount = add(PIECE);

    assertThat(headCount).isEqualTo(WaitingMessages.MAX_HEAD_COUNT);
    assertThat(headCount + pieceCount).isEqualTo(WaitingMessages.MAX_COUNT);
  }

  @Test
  void shouldHaveRoomForAHeadWhenOneHasLeft() {
    waiting.tryAdd(PIECE);
    add(HEAD);

    waiting.remove();
    boolean hasRoomAfterPiece = waiting.tryAdd(HEAD);
    waiting.remove();

    assertThat(hasRoomAfterPiece).isFalse();
    assertThat(waiting.tryAdd(HEAD)).isTrue();
    assertThat(waiting.tryAdd(HEAD)).isFalse();
  }

  @Test
  void shouldReleaseWhatIsLeft() {
    ByteBuf bytes = Unpooled.buffer(1);
    add(HEAD);
    waiting.tryAdd(new DefaultHttpContent(bytes));

    waiting.clear();

    assertThat(bytes.refCnt()).isZero();
    assertThat(waiting.isEmpty()).isTrue();
    assertThat(add(HEAD)).isEqualTo(WaitingMessages.MAX_HEAD_COUNT);
  }

  /** Adds the same one until it is refused. */
  private int add(HttpObject message) {
    int count = 0;
    while (waiting.tryAdd(message)) {
      count++;
    }
    return count;
  }
}
