/**
 * The settings of the program as values: one record a module, one component a key.
 *
 * <p>Owns the keys, their defaults and their ranges, and nothing else: {@code config} reads text into these records,
 * {@code compose} hands each to its module. What a key means stands in {@code samples/sluice.yaml}.
 */
package dev.sluice.ingest.gateway.settings;
