package dev.sluice.origin.http;

import dev.sluice.origin.http.h2.Http2Codecs;
import dev.sluice.origin.tls.TlsAcceptor;
import dev.sluice.origin.tls.TlsRecordHandler;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.ChannelPipeline;
import io.netty.channel.socket.ChannelInputShutdownEvent;
import io.netty.handler.codec.http2.Http2FrameCodec;
import io.netty.handler.codec.http2.Http2MultiplexHandler;
import io.netty.handler.ssl.ApplicationProtocolNames;
import io.netty.handler.ssl.ApplicationProtocolNegotiationHandler;
import io.netty.handler.ssl.SslHandshakeCompletionEvent;
import java.util.List;
import java.util.Optional;

/**
 * Puts the handlers of a new connection together. With TLS, both sides agree on the version of the protocol in the
 * handshake (ALPN); without, a peer begins as the version that it knows the server to speak begins (RFC 9113 §3.3).
 */
final class ConnectionInitializer extends ChannelInitializer<Channel> {
  /** What is offered in the handshake, the best first. */
  static final List<String> APPLICATION_PROTOCOLS =
      List.of(ApplicationProtocolNames.HTTP_2, ApplicationProtocolNames.HTTP_1_1);

  private final HttpServer server;
  private final HttpContext context;
  private final Optional<TlsAcceptor> tls;

  ConnectionInitializer(HttpServer server, Optional<TlsAcceptor> tls) {
    this.server = server;
    this.tls = tls;
    context = server.context();
  }

  @Override
  protected void initChannel(Channel connection) {
    server.onAccepted(connection);
    ChannelPipeline pipeline = connection.pipeline();
    pipeline.addLast(new WriteProgress(context));
    if (tls.isPresent()) {
      pipeline.addLast(
          tls.get().newHandler(connection.alloc(), context.headerTimeoutNs()), new Negotiation());
    } else {
      addHttp1(pipeline, Optional.of(this::onPreface));
    }
  }

  private void addHttp1(
      ChannelPipeline pipeline, Optional<RequestDecoder.PrefaceListener> prefaceListener) {
    RequestDecoder decoder = new RequestDecoder(context.maxHeaderSize(), prefaceListener);
    pipeline.addLast(decoder, new HttpConnection(server, decoder));
  }

  private void addHttp2(ChannelPipeline pipeline) {
    Http2FrameCodec codec = Http2Codecs.server(context.http2(), context.maxHeaderSize());
    if (tls.isPresent()) {
      pipeline.addLast(new TlsRecordHandler());
    }
    Http2Session session = new Http2Session(server, codec);
    pipeline.addLast(
        codec,
        new Http2MultiplexHandler(new ChannelInitializer<>() {
          @Override
          protected void initChannel(Channel stream) {
            stream.pipeline().addLast(new Http2Transport(session));
          }
        }),
        session);
  }

  private void onPreface(ChannelHandlerContext ctx) {
    ctx.pipeline().remove(HttpConnection.class);
    addHttp2(ctx.pipeline());
    ctx.pipeline().remove(ctx.handler());
  }

  /** Waits for the handshake. What is not TLS, or agrees on nothing, is closed. */
  private final class Negotiation extends ApplicationProtocolNegotiationHandler {
    Negotiation() {
      super(ApplicationProtocolNames.HTTP_1_1);
    }

    @Override
    protected void configurePipeline(ChannelHandlerContext ctx, String protocol) {
      if (protocol.equals(ApplicationProtocolNames.HTTP_2)) {
        addHttp2(ctx.pipeline());
      } else {
        addHttp1(ctx.pipeline(), Optional.empty());
      }
    }

    @Override
    public void userEventTriggered(ChannelHandlerContext ctx, Object event) throws Exception {
      if (event instanceof SslHandshakeCompletionEvent handshake && !handshake.isSuccess()) {
        // Not its message, which may hold what the peer sent in the clear, a token for one.
        server
            .faults()
            .onClosed(
                ctx.channel().remoteAddress(),
                Fault.HANDSHAKE,
                handshake.cause().getClass().getSimpleName());
      } else if (event instanceof ChannelInputShutdownEvent) {
        ctx.close();
      }
      super.userEventTriggered(ctx, event);
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) {
      ctx.close(); // the handshake that failed has been counted
    }
  }
}
