package dev.sluice.ingest.gateway.config;

import java.util.List;

/** A configuration that cannot be used, with everything that is wrong with it. */
public final class ConfigurationException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  /** Takes one line a fault. */
  public ConfigurationException(List<String> faults) {
    super(String.join(System.lineSeparator(), faults));
  }
}
