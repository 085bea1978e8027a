/**
 * Requests that wait on their event loop for something to change: who waits, for how long, how many there may be, and one
 * wake-up a loop however many there are.
 *
 * <p>Knows nothing of HTTP, nor of what is waited for.
 */
package dev.sluice.origin.http.park;
