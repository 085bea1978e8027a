// How often and how long a picture that was playing stood still.

/** Counts stalls, and the time from the begin of each to the picture after it. */
export class Stalls {
  count = 0;
  totalMs = 0;

  #sinceMs = null;

  begin() {
    this.count++;
    this.#sinceMs = performance.now();
  }

  /** Does nothing where no stall has begun. */
  end() {
    if (this.#sinceMs !== null) this.totalMs += performance.now() - this.#sinceMs;
    this.#sinceMs = null;
  }
}
