package dev.sluice.ingest.transcode;

/** Takes how long each rung takes for a picture. */
@FunctionalInterface
public interface EncodeTimes {
  /** Takes the time that filter and encoder of one rung took, since its channel was opened. */
  void onRung(String channel, String rung, TimeHistogram encodeTime);
}
