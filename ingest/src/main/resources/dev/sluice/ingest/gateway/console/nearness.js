// How near to the live edge a viewer wants to be, and how long after a stall.

const PATIENCE_MS = 15_000;
const LONGEST_PATIENCE_MS = 600_000;

/**
 * Lets a player come near again: hls.js (1.7) wants to be further behind after each stall, for good. A stall soon after it has come
 * near makes the next wait twice as long, since the viewer's network is what it is then.
 */
export class Nearness {
  #patienceMs = PATIENCE_MS;
  #stalledMs = -Infinity;
  #nearedMs = -Infinity;

  /** Takes note of a stall at a time in milliseconds. */
  onStall(nowMs) {
    if (nowMs - this.#nearedMs < this.#patienceMs) this.#patienceMs = Math.min(2 * this.#patienceMs, LONGEST_PATIENCE_MS);
    this.#stalledMs = nowMs;
  }

  /** Comes near if the last stall is long enough ago. */
  look(hls, nowMs) {
    if (hls.targetLatency > asked(hls) && nowMs - this.#stalledMs > this.#patienceMs) {
      this.#nearedMs = nowMs;
      this.come(hls);
    }
  }

  /** Wants to be as near as the playlist asks for. */
  come(hls) {
    const seconds = asked(hls);
    if (seconds) hls.targetLatency = seconds;
  }
}

/** How far from its end the playlist wants to be played, in seconds; undefined if it does not say. */
function asked(hls) {
  const { partHoldBack, holdBack } = hls.latestLevelDetails ?? {};
  return partHoldBack || holdBack || undefined;
}
