/**
 * The registry of metrics and its text form.
 *
 * <p>The only package that names the Prometheus library: modules count in plain fields and register how to read them.
 */
package dev.sluice.origin.metrics;
