// The server's clock, which is the one that stamps the pictures.

const MEASURE_EVERY_MS = 60_000;
const SAMPLES = 4;
const REQUEST_TIMEOUT_MS = 5000;

/** Tells the server's time by its page of the time; until that is known, and where there is none, by this machine's clock. */
export class ServerClock {
  #url;
  #offsetMs = 0;

  constructor(url) {
    this.#url = url;
    this.#measure();
    setInterval(() => this.#measure(), MEASURE_EVERY_MS);
  }

  /** Milliseconds since the epoch. */
  now() {
    return Date.now() + this.#offsetMs;
  }

  async #measure() {
    let best = null;
    try {
      for (let i = 0; i < SAMPLES; i++) {
        const sample = await this.#ask();
        // The shorter the way, the less it can lie in the middle of; the first one also pays for the connection.
        if (!best || sample.wayMs < best.wayMs) best = sample;
      }
    } catch {
      // What was measured before holds until the server answers again.
    }
    if (best) this.#offsetMs = best.offsetMs;
  }

  async #ask() {
    const sentMs = performance.now();
    const response = await fetch(this.#url, { cache: 'no-store', signal: AbortSignal.timeout(REQUEST_TIMEOUT_MS) });
    const wayMs = performance.now() - sentMs;
    const offsetMs = Date.parse(await response.text()) - (Date.now() - wayMs / 2);
    if (!response.ok || !Number.isFinite(offsetMs)) throw new Error('the server does not tell the time');
    return { wayMs, offsetMs };
  }
}
