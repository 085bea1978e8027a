package dev.sluice.ingest.rtmp;

import dev.sluice.ingest.channel.PublishListener.Refusal;
import io.netty.buffer.ByteBuf;

/**
 * The commands of one connection (RTMP 1.0 §7.2), in whatever order and numbering publishers send them.
 *
 * <p>One publication at a time; another may follow on the same connection. A transaction id of 0 wants no answer.
 * Unknown commands are ignored. Used by the connection's event loop only.
 */
final class CommandSession {
  private static final double OBJECT_ENCODING_AMF3 = 3;
  private static final String ON_STATUS = "onStatus";

  private final RtmpContext context;
  private final Replies replies;
  private final RtmpPeer peer;

  // Of the connection.
  private boolean hasGreeted;
  private boolean isConnected;
  private int commandCount;
  private int lastStreamId;
  private String app = "";
  private String tcUrl = "";
  private double objectEncoding;
  private boolean isEnhanced;
  private boolean canReconnect;

  // Of the publication or the request for one; null when there is none.
  private PublishAttempt attempt;

  CommandSession(RtmpContext context, Replies replies, RtmpPeer peer) {
    this.context = context;
    this.replies = replies;
    this.peer = peer;
  }

  /** Takes a command message, from its name on; an empty one says nothing. */
  void onCommand(int streamId, ByteBuf payload) {
    if (!payload.isReadable()) {
      return;
    }
    if (payload.readableBytes() > context.maxAmfLength()) {
      throw new RtmpProtocolException("command of " + payload.readableBytes()
          + " bytes (rtmp.max_amf_size: " + context.maxAmfLength() + ")");
    }
    boolean isPublishing = attempt != null && attempt.isAccepted();
    commandCount = isPublishing ? 0 : commandCount + 1;
    if (commandCount > context.maxCommands()) {
      throw new RtmpProtocolException(
          "more than " + context.maxCommands() + " commands before publish (rtmp.max_commands)");
    }
    if (!hasGreeted) {
      hasGreeted = true;
      peer.reply(replies.greeting(context.ackWindow(), context.chunkSize()));
    }
    Amf0Reader reader = new Amf0Reader(payload, context.maxAmfDepth());
    String name = reader.string();
    double transaction = reader.hasNext() ? reader.number() : 0;
    dispatch(name, transaction, streamId, reader);
  }

  /** Takes a data message. A broken one is left out: it only hints at what the media says for itself. */
  void onData(ByteBuf payload) {
    if (attempt == null || payload.readableBytes() > context.maxAmfLength()) {
      return;
    }
    try {
      StreamHints.read(payload, context.maxAmfDepth()).ifPresent(attempt.feed()::onHint);
    } catch (RtmpProtocolException e) {
      context.counters().droppedMessages.increment();
    }
  }

  /** Looks at the beginning of a video message under way. */
  void onVideoBegun(int timestampMs, ByteBuf beginning) {
    if (attempt != null) {
      attempt.feed().onVideoBegun(timestampMs, beginning);
    }
  }

  /** Takes an audio, video or aggregate message; the payload belongs to the session. */
  void onMedia(int type, int timestampMs, ByteBuf payload) {
    if (attempt == null) {
      payload.release();
      context.counters().droppedMessages.increment();
    } else {
      attempt.feed().onMessage(type, timestampMs, payload);
    }
  }

  /** Asks a publisher to leave at its next key frame; returns false if it knows of no such thing. */
  boolean requestReconnect() {
    boolean isAsked = canReconnect && attempt != null && attempt.isAccepted();
    if (isAsked) {
      // Without a tcUrl it comes back to where it was (Enhanced RTMP v2, "Reconnect Request").
      peer.reply(replies.status(
          ON_STATUS,
          0,
          Replies.STATUS,
          "NetConnection.Connect.ReconnectRequest",
          "The server stops."));
    }
    return isAsked;
  }

  /** Ends the publication or withdraws the request; there may be none. */
  void close(String reason) {
    if (attempt != null) {
      PublishAttempt ended = attempt;
      attempt = null;
      ended.close(reason);
    }
  }

  private void dispatch(String name, double transaction, int streamId, Amf0Reader arguments) {
    switch (name) {
      case "connect" -> connect(transaction, arguments);
      case "createStream" -> createStream(transaction);
      case "publish" -> publish(streamId, arguments);
      case "play", "play2" -> refusePlay(streamId);
      case "FCPublish" -> {
        peer.reply(replies.status(
            "onFCPublish", 0, Replies.STATUS, "NetStream.Publish.Start", "FCPublish is noted."));
        acknowledge(transaction);
      }
      case "releaseStream", "_checkbw", "FCSubscribe" -> acknowledge(transaction);
      case "getStreamLength" -> {
        if (transaction != 0) {
          peer.reply(replies.result(transaction, 0));
        }
      }
      case "FCUnpublish", "closeStream" -> unpublish(name);
      case "deleteStream" -> deleteStream(arguments);
      default -> {}
    }
  }

  private void acknowledge(double transaction) {
    if (transaction != 0) {
      peer.reply(replies.result(transaction));
    }
  }

  private void connect(double transaction, Amf0Reader arguments) {
    if (isConnected) {
      throw new RtmpProtocolException("a second connect command");
    }
    if (arguments.hasNext()) {
      arguments.object(this::onConnectProperty);
    }
    if (app.length() > context.maxKeyLength() || tcUrl.length() > context.maxKeyLength()) {
      reject(transaction, "The app or tcUrl is too long.", "app or tcUrl over rtmp.max_key_length");
    } else if (!StreamKey.isKnownApp(app)) {
      reject(
          transaction,
          "There is only the application live: publish to rtmp://HOST/live with stream key CHANNEL?key=TOKEN.",
          "unknown application");
    } else {
      isConnected = true;
      peer.reply(replies.connected(transaction, objectEncoding, isEnhanced));
    }
  }

  private void onConnectProperty(String name, Amf0Reader value) {
    switch (name) {
      case "app" -> app = value.string();
      case "tcUrl" -> tcUrl = value.string();
      // Answered with 3 only if asked for: everything that we say is AMF 0.
      case "objectEncoding" ->
        objectEncoding = value.number() == OBJECT_ENCODING_AMF3 ? OBJECT_ENCODING_AMF3 : 0;
      case "fourCcList", "videoFourCcInfoMap", "audioFourCcInfoMap" -> {
        isEnhanced = true;
        value.skip();
      }
      case "capsEx" -> {
        isEnhanced = true;
        canReconnect = ((int) value.number() & Replies.CAPS_RECONNECT) != 0;
      }
      default -> value.skip();
    }
  }

  private void reject(double transaction, String description, String reason) {
    peer.reply(replies.connectRejected(transaction, description));
    peer.refuse("connect rejected: " + reason);
  }

  private void createStream(double transaction) {
    lastStreamId++;
    peer.reply(replies.result(transaction, lastStreamId));
  }

  private void publish(int streamId, Amf0Reader arguments) {
    skipCommandObject(arguments);
    String name = arguments.hasNext() ? arguments.string() : "";
    if (!isConnected) {
      refusePublish(streamId, Refusal.UNAUTHORIZED, "Connect before publish.");
      return;
    }
    if (attempt != null) {
      throw new RtmpProtocolException("publish while publishing");
    }
    if (name.length() > context.maxKeyLength()) {
      refusePublish(streamId, Refusal.BAD_NAME, "The stream key is too long.");
      return;
    }
    try {
      StreamKey key = StreamKey.parse(app, tcUrl, name);
      peer.onPublishRequested();
      attempt = new PublishAttempt(context, this, peer, streamId);
      attempt.request(key);
    } catch (StreamKey.BadNameException e) {
      refusePublish(streamId, Refusal.BAD_NAME, "Bad stream key: " + e.getMessage() + ".");
    }
  }

  private static void skipCommandObject(Amf0Reader arguments) {
    if (arguments.hasNext() && !arguments.nextIsString()) {
      arguments.skip();
    }
  }

  /** The channel door said yes. */
  void onAccepted(PublishAttempt accepted) {
    peer.onPublishing(true);
    peer.reply(replies.status(
        ON_STATUS, accepted.streamId(), Replies.STATUS, "NetStream.Publish.Start", "Publishing."));
  }

  /** The channel door, or this session, said no. */
  void refusePublish(int streamId, Refusal refusal, String detail) {
    attempt = null;
    String code = switch (refusal) {
      case UNAUTHORIZED -> "NetStream.Publish.Unauthorized";
      case BAD_NAME, BUSY -> "NetStream.Publish.BadName";
      case LIMIT -> "NetStream.Publish.Failed";
    };
    context.counters().refused(refusal);
    peer.reply(replies.status(ON_STATUS, streamId, Replies.ERROR, code, detail));
    if (refusal == Refusal.UNAUTHORIZED || refusal == Refusal.BAD_NAME) {
      // Not a standby that asks again and again, with a key that is good.
      peer.onPublishRefused();
    }
    peer.refuse("publish refused: " + detail);
  }

  private void refusePlay(int streamId) {
    peer.reply(replies.status(
        ON_STATUS,
        streamId,
        Replies.ERROR,
        "NetStream.Play.Failed",
        "Play over HLS; RTMP only publishes."));
    peer.refuse("play refused");
  }

  /** GStreamer sends a string, others nothing: only the number of another stream leaves the publication alone. */
  private void deleteStream(Amf0Reader arguments) {
    skipCommandObject(arguments);
    boolean isOther = attempt != null
        && arguments.hasNext()
        && arguments.nextIsNumber()
        && arguments.number() != attempt.streamId();
    if (!isOther) {
      unpublish("deleteStream");
    }
  }

  private void unpublish(String command) {
    if (attempt == null) {
      return;
    }
    boolean wasAccepted = attempt.isAccepted();
    int publishedStreamId = attempt.streamId();
    close("publisher sent " + command);
    peer.onPublishing(false);
    if (wasAccepted) {
      if (command.equals("FCUnpublish")) {
        peer.reply(replies.status(
            "onFCUnpublish",
            0,
            Replies.STATUS,
            "NetStream.Unpublish.Success",
            "FCUnpublish is noted."));
      }
      peer.reply(replies.status(
          ON_STATUS,
          publishedStreamId,
          Replies.STATUS,
          "NetStream.Unpublish.Success",
          "Unpublished."));
    }
  }
}
