package dev.sluice.benchmarks;

import io.netty.bootstrap.Bootstrap;
import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.SimpleChannelInboundHandler;
import io.netty.channel.socket.SocketChannel;
import io.netty.channel.socket.nio.NioSocketChannel;
import io.netty.handler.codec.http.DefaultFullHttpRequest;
import io.netty.handler.codec.http.HttpClientCodec;
import io.netty.handler.codec.http.HttpContent;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpMethod;
import io.netty.handler.codec.http.HttpObject;
import io.netty.handler.codec.http.HttpResponse;
import io.netty.handler.codec.http.HttpVersion;
import io.netty.handler.codec.http.LastHttpContent;
import java.util.function.IntConsumer;

/**
 * A keep-alive connection that makes one request at a time and takes the time of each, from its first byte to the last byte
 * of the response. Used by the event loop.
 */
final class LoadClient extends SimpleChannelInboundHandler<HttpObject> {
  private static final int NO_RESPONSE = 0;

  private final String token;
  private final Latencies latencies;
  private ChannelHandlerContext connection;
  private long startNs;
  private int status;
  private IntConsumer next;

  private LoadClient(String token, Latencies latencies) {
    this.token = token;
    this.latencies = latencies;
  }

  /** Connects, and waits until that is done. */
  static LoadClient connect(EventLoopGroup loop, int port, String token, Latencies latencies)
      throws InterruptedException {
    LoadClient client = new LoadClient(token, latencies);
    new Bootstrap()
        .group(loop)
        .channel(NioSocketChannel.class)
        .handler(new ChannelInitializer<SocketChannel>() {
          @Override
          protected void initChannel(SocketChannel channel) {
            channel.pipeline().addLast(new HttpClientCodec(), client);
          }
        })
        .connect("127.0.0.1", port)
        .sync();
    return client;
  }

  /** Makes a request; {@code then} gets the status, 0 if the connection is gone. */
  void request(HttpMethod method, String uri, ByteBuf body, IntConsumer then) {
    if (next != null || connection == null) {
      latencies.onFault(connection == null ? "not connected" : "the last request is not answered");
      return;
    }
    next = then;
    startNs = System.nanoTime();
    DefaultFullHttpRequest request =
        new DefaultFullHttpRequest(HttpVersion.HTTP_1_1, method, uri, body);
    request
        .headers()
        .set(HttpHeaderNames.HOST, "127.0.0.1")
        .set(HttpHeaderNames.AUTHORIZATION, token);
    if (body.isReadable()) {
      request.headers().set(HttpHeaderNames.CONTENT_LENGTH, body.readableBytes());
    }
    connection.writeAndFlush(request);
  }

  @Override
  public void channelActive(ChannelHandlerContext ctx) {
    connection = ctx;
  }

  @Override
  public void channelInactive(ChannelHandlerContext ctx) {
    connection = null;
    if (next != null) {
      latencies.onFault("closed before the response");
      end(NO_RESPONSE);
    }
  }

  @Override
  public void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) {
    ctx.close();
  }

  @Override
  protected void channelRead0(ChannelHandlerContext ctx, HttpObject part) {
    if (part instanceof HttpResponse response) {
      status = response.status().code();
    }
    if (part instanceof HttpContent content) {
      latencies.onBytes(content.content().readableBytes());
    }
    if (part instanceof LastHttpContent) {
      latencies.record(System.nanoTime() - startNs);
      end(status);
    }
  }

  private void end(int result) {
    IntConsumer then = next;
    next = null;
    then.accept(result);
  }
}
