package dev.sluice.ingest.gateway.compose;

import dev.sluice.ingest.transcode.RungStatus;
import dev.sluice.ingest.transcode.SourceStatus;
import dev.sluice.ingest.transcode.TimeHistogram;
import dev.sluice.ingest.transcode.Transcoder;
import dev.sluice.ingest.transcode.libav.LibavCounters;
import dev.sluice.origin.metrics.Distribution;
import dev.sluice.origin.metrics.Metrics;
import dev.sluice.origin.metrics.Metrics.Emitter;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import java.util.function.ToLongFunction;

/** What a scrape sees of the ladders. As many series as channels have rungs, which settings bound. */
final class TranscodeMetrics {
  private static final List<String> LABELS = List.of("channel", "rung");

  private static final double MS_PER_SECOND = 1_000;

  private TranscodeMetrics() {}

  static void register(Metrics metrics, Transcoder transcoder, String encoder) {
    registerRungs(metrics, transcoder);
    registerSources(metrics, transcoder);
    registerEncoder(metrics, encoder);
    registerNatives(metrics, transcoder);
  }

  private static void registerRungs(Metrics metrics, Transcoder transcoder) {
    metrics.counters(
        "sluice_transcode_frames",
        "Pictures that were offered to a rung.",
        LABELS,
        values(transcoder, RungStatus::framesIn));
    metrics.counters(
        "sluice_transcode_frames_dropped",
        "Pictures left out because the machine is too small.",
        LABELS,
        values(transcoder, RungStatus::framesDropped));
    metrics.counters(
        "sluice_transcode_frames_failed",
        "Pictures lost to a fault of filter or encoder, up to the next key frame.",
        LABELS,
        values(transcoder, RungStatus::framesFailed));
    metrics.counters(
        "sluice_transcode_frames_encoded",
        "Pictures that came out of a rung.",
        LABELS,
        values(transcoder, RungStatus::framesEncoded));
    metrics.gauges(
        "sluice_transcode_queue_depth",
        "Pictures that wait for a rung.",
        LABELS,
        values(transcoder, RungStatus::queueDepth));
    metrics.gauges(
        "sluice_transcode_bitrate",
        "Bits of the last whole second of a rung.",
        LABELS,
        values(transcoder, RungStatus::bitrate));
    metrics.gauges(
        "sluice_transcode_rung_offered",
        "1 if the multivariant playlist lists the rung, 0 while it cannot keep up.",
        LABELS,
        values(transcoder, rung -> rung.isOffered() ? 1 : 0));
    metrics.gauges(
        "sluice_transcode_rung_info",
        "Always 1; says what encodes a rung.",
        List.of("channel", "rung", "encoder"),
        emitter -> rungs(transcoder)
            .forEach(rung -> emitter.emit(1, rung.channel(), rung.rung(), rung.encoder())));
    metrics.histograms(
        "sluice_transcode_encode_seconds",
        "Time to scale and encode one picture.",
        LABELS,
        emitter -> encodeTimes(transcoder)
            .forEach((labels, times) ->
                emitter.emit(distribution(times), labels.get(0), labels.get(1))));
  }

  private static void registerSources(Metrics metrics, Transcoder transcoder) {
    metrics.counters(
        "sluice_transcode_decode_errors",
        "Access units of a source, pictures or audio, that the decoder could not use.",
        List.of("channel"),
        emitter -> sources(transcoder)
            .forEach(source -> emitter.emit(source.decodeErrors(), source.channel())));
    metrics.counters(
        "sluice_transcode_units_skipped",
        "Access units of video that were not decoded: too late, too large, or no use without what is missing.",
        List.of("channel"),
        emitter -> sources(transcoder)
            .forEach(source -> emitter.emit(source.unitsSkipped(), source.channel())));
    metrics.counters(
        "sluice_transcode_thumbnails",
        "Thumbnails that were made.",
        List.of("channel"),
        emitter -> sources(transcoder)
            .forEach(source -> emitter.emit(source.thumbnails(), source.channel())));
    metrics.gauges(
        "sluice_transcode_source_key_frame_interval_seconds",
        "Between the last two key frames of a source, 0 if there were not two yet.",
        List.of("channel"),
        emitter -> sources(transcoder)
            .forEach(source ->
                emitter.emit(source.keyframeIntervalMs() / MS_PER_SECOND, source.channel())));
  }

  private static void registerEncoder(Metrics metrics, String encoder) {
    metrics.gauges(
        "sluice_transcode_encoder_info",
        "Always 1; says which encoder rungs take that do not name one.",
        List.of("encoder"),
        emitter -> emitter.emit(1, encoder));
  }

  private static void registerNatives(Metrics metrics, Transcoder transcoder) {
    metrics.histograms(
        "sluice_transcode_latency_seconds",
        "Time from the last byte of a picture to its access units of all rungs.",
        List.of(),
        emitter -> emitter.emit(distribution(transcoder.latency())));
    LibavCounters natives = transcoder.natives();
    metrics.gauges(
        "sluice_transcode_native_objects",
        "What FFmpeg has allocated for this process and not given back.",
        List.of("kind"),
        emitter -> {
          emitter.emit(natives.frames(), "frame");
          emitter.emit(natives.references(), "reference");
          emitter.emit(natives.packets(), "packet");
          emitter.emit(natives.contexts(), "context");
          emitter.emit(natives.jpegContexts(), "jpeg_context");
        });
  }

  /** Returns the rungs of each channel once: an old life of a channel may still be closing when the next is open. */
  private static Collection<RungStatus> rungs(Transcoder transcoder) {
    Map<String, RungStatus> rungs = new HashMap<>();
    transcoder.forEachRung(rung -> rungs.put(rung.channel() + '/' + rung.rung(), rung));
    return rungs.values();
  }

  private static Map<List<String>, TimeHistogram> encodeTimes(Transcoder transcoder) {
    Map<List<String>, TimeHistogram> times = new HashMap<>();
    transcoder.forEachEncodeTime(
        (channel, rung, encodeTime) -> times.put(List.of(channel, rung), encodeTime));
    return times;
  }

  private static Collection<SourceStatus> sources(Transcoder transcoder) {
    Map<String, SourceStatus> sources = new HashMap<>();
    transcoder.forEachSource(source -> sources.put(source.channel(), source));
    return sources.values();
  }

  private static Distribution distribution(TimeHistogram times) {
    Distribution distribution = new Distribution(times.sumSeconds());
    for (int bucket = 0; bucket < TimeHistogram.bucketCount(); bucket++) {
      distribution.add(TimeHistogram.upperBoundSeconds(bucket), times.count(bucket));
    }
    return distribution;
  }

  private static Consumer<Emitter> values(Transcoder transcoder, ToLongFunction<RungStatus> value) {
    return emitter -> rungs(transcoder)
        .forEach(rung -> emitter.emit(value.applyAsLong(rung), rung.channel(), rung.rung()));
  }
}
