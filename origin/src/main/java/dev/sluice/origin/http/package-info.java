/**
 * The HTTP server: routes, cache policy, conditional and range requests, bounded writers.
 *
 * <p>The only package that names Netty's HTTP codec. A request that can be answered now is answered on its own event
 * loop, from the bytes in the store, without a copy.
 */
package dev.sluice.origin.http;
