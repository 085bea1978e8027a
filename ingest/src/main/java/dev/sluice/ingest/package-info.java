/**
 * The top: listeners, channels, and the program itself.
 *
 * <p>One package a listener, each with the same cast of classes; {@code channel} decides who may publish and repairs
 * times; {@code gateway} reads the configuration and composes everything.
 */
package dev.sluice.ingest;
