/**
 * The access log: what was asked and answered, without anything that could be a token, written by a thread of its own from
 * a bounded queue. Event loops never wait for it; what does not fit is counted.
 */
package dev.sluice.origin.http.log;
