package dev.sluice.ingest.gateway.console;

import java.time.Instant;

/**
 * A channel as {@code /api/v1/channels} lists it. A fact that is not known is an empty string.
 *
 * @param name of characters that need no escape in a URL
 * @param state {@code live}, {@code resuming} or {@code ended}
 * @param since when the state began
 * @param protocol that it is published by, e.g. {@code rtmp}
 * @param video codec, e.g. {@code avc1.64001f}
 * @param audio codec, e.g. {@code mp4a.40.2}
 * @param resolution width and height, e.g. {@code 1280x720}
 * @param thumbnail URL of a picture of it relative to the root, another one with each new picture; empty if there is none
 */
public record ListedChannel(
    String name,
    String state,
    Instant since,
    String protocol,
    String video,
    String audio,
    String resolution,
    String thumbnail) {}
