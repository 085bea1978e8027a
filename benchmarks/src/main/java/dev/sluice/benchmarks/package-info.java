/** Load that many clients put on a running server, from one event loop. */
package dev.sluice.benchmarks;
