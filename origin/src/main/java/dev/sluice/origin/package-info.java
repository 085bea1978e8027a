/**
 * The origin: bytes, keys, lifetimes, live edges, HTTP and tokens.
 *
 * <p>A leaf. It serves whatever is put into it and knows neither codecs nor encoders; the packager writes into its
 * store, and every reader, human or CDN, comes in through its HTTP server.
 */
package dev.sluice.origin;
