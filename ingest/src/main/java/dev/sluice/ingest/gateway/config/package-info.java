/**
 * Reads settings: defaults, then the file, then the environment, onto the records of {@code settings}.
 *
 * <p>The only package that names the YAML library. It reports every fault of a configuration at once, each with the
 * place it stands in, and knows nothing of what the settings are for.
 */
package dev.sluice.ingest.gateway.config;
