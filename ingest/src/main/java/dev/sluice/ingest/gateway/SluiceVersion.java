package dev.sluice.ingest.gateway;

import java.util.Optional;
import picocli.CommandLine.IVersionProvider;

/** Tells the version of the program, from the manifest of its jar, and of the Java that runs it. */
final class SluiceVersion implements IVersionProvider {
  @Override
  public String[] getVersion() {
    String version = Optional.ofNullable(Sluice.class.getPackage().getImplementationVersion())
        .orElse("(not packaged)");
    return new String[] {"sluice " + version + ", Java " + Runtime.version()};
  }
}
