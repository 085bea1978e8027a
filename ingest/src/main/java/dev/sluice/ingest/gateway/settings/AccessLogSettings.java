package dev.sluice.ingest.gateway.settings;

import java.nio.file.Path;
import java.util.Optional;

/**
 * What is logged of requests: section {@code http.access_log}.
 *
 * @param file standard output where it is left out
 */
public record AccessLogSettings(
    @Setting("none") Form form,
    @Setting Optional<Path> file,
    @Setting(value = "16384", min = "16", max = "1048576") int queue) {
  /** How a request is written. */
  public enum Form {
    /** Not at all. */
    NONE,
    /** As Apache's combined log format has it. */
    COMBINED,
    /** As an object a line. */
    JSON
  }
}
