package dev.sluice.ingest.channel;

import java.util.concurrent.Executor;

/**
 * Asks to publish to a channel.
 *
 * @param channel name as the publisher gave it, not yet checked
 * @param credential the secret that came with it, empty if none
 * @param publisher the connection
 * @param loop where the answer is delivered and the publication is used: the connection's event loop
 */
public record PublishRequest(
    String channel, String credential, Publisher publisher, Executor loop) {}
