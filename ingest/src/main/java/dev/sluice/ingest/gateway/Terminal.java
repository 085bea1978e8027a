package dev.sluice.ingest.gateway;

import java.io.PrintWriter;
import java.util.Map;

/**
 * What a command has of the process around it.
 *
 * @param out for what the command is asked for
 * @param err for what is wrong
 * @param stop tells when to end
 */
record Terminal(
    Map<String, String> environment, PrintWriter out, PrintWriter err, StopSignal stop) {}
