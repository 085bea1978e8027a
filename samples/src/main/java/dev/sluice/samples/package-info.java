/** Programs to read and run: each a {@code main} that says first what will be seen. */
package dev.sluice.samples;
