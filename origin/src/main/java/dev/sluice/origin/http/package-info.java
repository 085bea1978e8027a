/**
 * The HTTP server: routes, cache policy, conditional and range requests, bounded writers.
 *
 * <p>Everything down to {@link dev.sluice.origin.http.Exchange} is the same for HTTP/1.1 and HTTP/2; what differs is behind
 * {@code ExchangeTransport}: a connection that answers in order, or a stream of one. A request that can be answered now is answered on its own event
 * loop, from the bytes in the store, without a copy.
 */
package dev.sluice.origin.http;
