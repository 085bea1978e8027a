/**
 * Tokens: how they are signed, what they claim, and whether they are valid.
 *
 * <p>The only package that names the JWT library for more than reading JSON. Knows neither files nor permissions, and
 * puts no token into a message, a log or a {@code toString}.
 */
package dev.sluice.origin.auth.token;
