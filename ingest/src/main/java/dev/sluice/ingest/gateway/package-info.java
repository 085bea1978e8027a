/**
 * The program: its commands, one class each, and how they start, report and end.
 *
 * <p>{@code settings} and {@code config} read what is configured, {@code compose} puts the parts together, {@code
 * console} has the pages; nothing depends on this package.
 */
package dev.sluice.ingest.gateway;
