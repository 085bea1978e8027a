/**
 * What RFC 9110 and RFC 3986 say of a request, as pure functions: targets, ranges, preconditions, content coding, dates.
 *
 * <p>Knows neither Netty nor the store, so that every version of HTTP that the server speaks asks the same questions.
 */
package dev.sluice.origin.http.semantics;
