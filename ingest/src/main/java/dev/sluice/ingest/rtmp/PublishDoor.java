package dev.sluice.ingest.rtmp;

import dev.sluice.ingest.channel.PublishListener;
import dev.sluice.ingest.channel.PublishRequest;

/** Where requests to publish go: {@link dev.sluice.ingest.channel.Channels#requestPublish}. */
@FunctionalInterface
public interface PublishDoor {
  /** Asks to publish; closing the handle withdraws a request that is not answered yet. */
  AutoCloseable requestPublish(PublishRequest request, PublishListener listener);
}
