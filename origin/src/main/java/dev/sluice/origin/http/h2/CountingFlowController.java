package dev.sluice.origin.http.h2;

import io.netty.handler.codec.http2.DefaultHttp2RemoteFlowController;
import io.netty.handler.codec.http2.Http2Connection;
import io.netty.handler.codec.http2.Http2Exception;
import io.netty.handler.codec.http2.Http2Stream;
import io.netty.handler.codec.http2.StreamByteDistributor;
import org.agrona.collections.MutableLong;

/** Lets a peer have what its windows hold, and counts that. Event loop of the connection only. */
public final class CountingFlowController extends DefaultHttp2RemoteFlowController {
  private final Turns turns;

  CountingFlowController(Http2Connection connection, StreamByteDistributor turns) {
    this(connection, new Turns(connection, turns));
  }

  private CountingFlowController(Http2Connection connection, Turns turns) {
    super(connection, turns);
    this.turns = turns;
  }

  /** Returns how many bytes of bodies have been sent on the connection. */
  public long sentLength() {
    return turns.sentLength;
  }

  /** Returns how many bytes of bodies have been sent on a stream, open or not. */
  public long sentLength(Http2Stream stream) {
    MutableLong sentLength = stream.getProperty(turns.key);
    return sentLength == null ? 0 : sentLength.get();
  }

  /** Counts on the way from those who share the connection out to those who write. */
  private static final class Turns implements StreamByteDistributor {
    private final StreamByteDistributor turns;
    private final Http2Connection.PropertyKey key;
    private long sentLength;

    Turns(Http2Connection connection, StreamByteDistributor turns) {
      this.turns = turns;
      key = connection.newKey();
    }

    @Override
    public void updateStreamableBytes(StreamState state) {
      turns.updateStreamableBytes(state);
    }

    @Override
    public void updateDependencyTree(int childId, int parentId, short weight, boolean isExclusive) {
      turns.updateDependencyTree(childId, parentId, weight, isExclusive);
    }

    @Override
    public boolean distribute(int maxLength, Writer writer) throws Http2Exception {
      return turns.distribute(maxLength, (stream, length) -> {
        count(stream, length);
        writer.write(stream, length);
      });
    }

    private void count(Http2Stream stream, int length) {
      MutableLong streamLength = stream.getProperty(key);
      if (streamLength == null) {
        streamLength = new MutableLong();
        stream.setProperty(key, streamLength);
      }
      streamLength.addAndGet(length);
      sentLength += length;
    }
  }
}
