// How far back a channel can be watched, further than its live playlist lists.

import { mediaPlaylist } from './onair.js';

const LOOK_EVERY_MS = 30_000;
// The playlist of a long recording is long, and a beginning that has slid on is found when it is played.
const LOOK_AGAIN_MS = 600_000;

/** Looks once in a while whether the channel has a DVR playlist, and when that begins. */
export class Recording {
  url;
  /** When it begins, in milliseconds since the epoch; Infinity if there is none. */
  startMs = Infinity;

  #nextLookMs = 0;

  constructor(url) {
    this.url = url;
  }

  /** Cheap to call often. */
  async look() {
    const now = performance.now();
    if (now < this.#nextLookMs) return;
    this.#nextLookMs = now + LOOK_EVERY_MS;
    const [, date] = /#EXT-X-PROGRAM-DATE-TIME:(\S+)/.exec(await mediaPlaylist(this.url)) ?? [];
    this.startMs = date ? Date.parse(date) : Infinity;
    if (date) this.#nextLookMs = now + LOOK_AGAIN_MS;
  }

  /** The next stream has a recording of its own. */
  forget() {
    this.startMs = Infinity;
    this.#nextLookMs = 0;
  }
}
