package dev.sluice.origin.http.park;

import io.netty.util.concurrent.EventExecutor;

/** Who waits together: an event loop, and what of. */
record WaitKey(EventExecutor loop, Object identity) {}
