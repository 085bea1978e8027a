package dev.sluice.ingest.channel;

/**
 * What a publisher says of its stream before it sends it (onMetaData).
 *
 * @param hasVideo whether it announces video
 * @param hasAudio whether it announces audio
 * @param frameRate frames a second, 0 if not said or out of 1 to 240
 */
public record StreamHint(boolean hasVideo, boolean hasAudio, double frameRate) {}
