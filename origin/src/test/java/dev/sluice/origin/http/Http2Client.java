package dev.sluice.origin.http;

import io.netty.bootstrap.Bootstrap;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.nio.NioIoHandler;
import io.netty.channel.socket.nio.NioSocketChannel;
import io.netty.handler.codec.http2.DefaultHttp2DataFrame;
import io.netty.handler.codec.http2.DefaultHttp2Headers;
import io.netty.handler.codec.http2.DefaultHttp2HeadersFrame;
import io.netty.handler.codec.http2.DefaultHttp2ResetFrame;
import io.netty.handler.codec.http2.Http2DataFrame;
import io.netty.handler.codec.http2.Http2Error;
import io.netty.handler.codec.http2.Http2FrameCodecBuilder;
import io.netty.handler.codec.http2.Http2GoAwayFrame;
import io.netty.handler.codec.http2.Http2Headers;
import io.netty.handler.codec.http2.Http2HeadersFrame;
import io.netty.handler.codec.http2.Http2MultiplexHandler;
import io.netty.handler.codec.http2.Http2ResetFrame;
import io.netty.handler.codec.http2.Http2Settings;
import io.netty.handler.codec.http2.Http2StreamChannel;
import io.netty.handler.codec.http2.Http2StreamChannelBootstrap;
import io.netty.handler.codec.http2.Http2StreamChannelOption;
import io.netty.handler.ssl.SslContext;
import io.netty.handler.ssl.SslHandler;
import io.netty.util.ReferenceCountUtil;
import java.io.ByteArrayOutputStream;
import java.net.InetSocketAddress;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;

/** An HTTP/2 client with one connection, in the clear or over TLS. */
public final class Http2Client implements AutoCloseable {
  private static final long TIMEOUT_SECONDS = 10;
  private static final int WINDOW_LENGTH = 1 << 20;

  private final MultiThreadIoEventLoopGroup loop =
      new MultiThreadIoEventLoopGroup(1, NioIoHandler.newFactory());
  private final CompletableFuture<Long> goAway = new CompletableFuture<>();
  private final Channel connection;
  private final String scheme;

  public Http2Client(InetSocketAddress server) {
    this(server, WINDOW_LENGTH, Optional.empty());
  }

  public Http2Client(InetSocketAddress server, SslContext tls) {
    this(server, WINDOW_LENGTH, Optional.of(tls));
  }

  /** Connects, and lets the server send so many bytes of each stream that nobody reads. */
  public Http2Client(InetSocketAddress server, int windowLength, Optional<SslContext> tls) {
    scheme = tls.isPresent() ? "https" : "http";
    connection = new Bootstrap()
        .group(loop)
        .channel(NioSocketChannel.class)
        .handler(new ChannelInitializer<>() {
          @Override
          protected void initChannel(Channel channel) {
            tls.ifPresent(
                context -> channel.pipeline().addLast(context.newHandler(channel.alloc())));
            channel
                .pipeline()
                .addLast(
                    Http2FrameCodecBuilder.forClient()
                        .validateHeaders(false)
                        .encoderIgnoreMaxHeaderListSize(true)
                        .decoupleCloseAndGoAway(true)
                        .initialSettings(
                            Http2Settings.defaultSettings().initialWindowSize(windowLength))
                        .build(),
                    new Http2MultiplexHandler(new ChannelInboundHandlerAdapter()),
                    new GoAwayListener());
          }
        })
        .connect(server)
        .syncUninterruptibly()
        .channel();
  }

  /** Returns the protocol that was agreed on in the TLS handshake. */
  public String applicationProtocol() {
    SslHandler tls = connection.pipeline().get(SslHandler.class);
    tls.handshakeFuture().awaitUninterruptibly();
    return tls.applicationProtocol();
  }

  public RawResponse get(String path, String... fields) {
    return request("GET", path, fields).response();
  }

  public RawResponse exchange(String method, String path, byte[] body, String... fields) {
    Exchanged exchanged = begin(method, path, fields);
    exchanged.send(body, /* isLast= */ true);
    return exchanged.response();
  }

  /** Sends a request without a body. */
  public Exchanged request(String method, String path, String... fields) {
    return open(new Exchanged(), method, path, /* isLast= */ true, fields);
  }

  /** Asks for what it takes no more of than the first window, so that the server runs out of it. */
  public Exchanged stall(String path) {
    return open(new Exchanged(/* isStalled= */ true), "GET", path, /* isLast= */ true);
  }

  /** Sends the head of a request. */
  public Exchanged begin(String method, String path, String... fields) {
    return open(new Exchanged(), method, path, /* isLast= */ false, fields);
  }

  /** Waits until the server says that it takes no more, and returns why. */
  public Http2Error goAway() {
    return Http2Error.valueOf(get(goAway));
  }

  @Override
  public void close() {
    if (loop.isShuttingDown()) {
      return;
    }
    connection.close().syncUninterruptibly();
    loop.shutdownGracefully(0, TIMEOUT_SECONDS, TimeUnit.SECONDS).syncUninterruptibly();
  }

  private Exchanged open(
      Exchanged exchanged, String method, String path, boolean isLast, String... fields) {
    Http2StreamChannel stream = new Http2StreamChannelBootstrap(connection)
        .handler(exchanged)
        .option(Http2StreamChannelOption.AUTO_STREAM_FLOW_CONTROL, !exchanged.isStalled)
        .open()
        .syncUninterruptibly()
        .getNow();
    exchanged.stream = stream;
    Http2Headers head = new DefaultHttp2Headers(/* validate= */ false)
        .method(method)
        .path(path)
        .scheme(scheme)
        .authority("localhost");
    for (String field : fields) {
      int colon = field.indexOf(':', 1);
      head.set(
          field.substring(0, colon).toLowerCase(), field.substring(colon + 1).stripLeading());
    }
    stream.writeAndFlush(new DefaultHttp2HeadersFrame(head, isLast));
    return exchanged;
  }

  private static <T> T get(CompletableFuture<T> future) {
    return future.orTimeout(TIMEOUT_SECONDS, TimeUnit.SECONDS).join();
  }

  /** One request and what came back for it. */
  public static final class Exchanged extends ChannelInboundHandlerAdapter {
    private final CompletableFuture<RawResponse> response = new CompletableFuture<>();
    private final CompletableFuture<Http2Error> reset = new CompletableFuture<>();
    private final ByteArrayOutputStream body = new ByteArrayOutputStream();
    private final Map<String, String> fields = new HashMap<>();
    private volatile int status;
    private volatile int length;
    private final boolean isStalled;
    private Http2StreamChannel stream;

    private Exchanged() {
      this(/* isStalled= */ false);
    }

    private Exchanged(boolean isStalled) {
      this.isStalled = isStalled;
    }

    public void send(byte[] bytes, boolean isLast) {
      ByteBuf content = Unpooled.wrappedBuffer(bytes);
      stream.writeAndFlush(new DefaultHttp2DataFrame(content, isLast)).awaitUninterruptibly();
    }

    public void cancel() {
      stream.writeAndFlush(new DefaultHttp2ResetFrame(Http2Error.CANCEL)).awaitUninterruptibly();
    }

    /** Waits for the whole answer. */
    public RawResponse response() {
      return Http2Client.get(response);
    }

    /** Waits until the server gives the stream up. */
    public Http2Error reset() {
      return Http2Client.get(reset);
    }

    public boolean isAnswered() {
      return status != 0;
    }

    public int status() {
      return status;
    }

    /** Returns how much of the body has come. */
    public int length() {
      return length;
    }

    @Override
    public void channelRead(ChannelHandlerContext ctx, Object msg) {
      boolean isEnd = false;
      if (msg instanceof Http2HeadersFrame head) {
        head.headers()
            .forEach(
                field -> fields.put(field.getKey().toString(), field.getValue().toString()));
        status = Integer.parseInt(fields.get(":status"));
        isEnd = head.isEndStream();
      } else if (msg instanceof Http2DataFrame data) {
        byte[] bytes = new byte[data.content().readableBytes()];
        data.content().readBytes(bytes);
        body.writeBytes(bytes);
        length = body.size();
        isEnd = data.isEndStream();
      }
      ReferenceCountUtil.release(msg);
      if (isEnd) {
        response.complete(new RawResponse(status, fields, body.toByteArray()));
      }
    }

    @Override
    public void userEventTriggered(ChannelHandlerContext ctx, Object event) {
      if (event instanceof Http2ResetFrame frame) {
        reset.complete(Http2Error.valueOf(frame.errorCode()));
      }
      ReferenceCountUtil.release(event);
    }

    @Override
    public void channelInactive(ChannelHandlerContext ctx) {
      IllegalStateException end = new IllegalStateException("stream ended");
      response.completeExceptionally(end);
      reset.completeExceptionally(end);
    }
  }

  private final class GoAwayListener extends ChannelInboundHandlerAdapter {
    @Override
    public void channelRead(ChannelHandlerContext ctx, Object msg) {
      if (msg instanceof Http2GoAwayFrame frame) {
        goAway.complete(frame.errorCode());
      }
      ReferenceCountUtil.release(msg);
    }

    @Override
    public void channelInactive(ChannelHandlerContext ctx) {
      goAway.completeExceptionally(new IllegalStateException("connection ended"));
    }
  }
}
