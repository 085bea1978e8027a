// How far back a channel can be watched, further than its live playlist lists.

import { mediaPlaylist } from './onair.js';

const LOOK_EVERY_MS = 30_000;
// The first date of a playlist stands within these bytes, however long the playlist is.
const HEAD = { Range: 'bytes=0-2047' };

/** Looks once in a while whether the channel has a DVR playlist, and when that begins. */
export class Recording {
  url;
  /** When it begins, in milliseconds since the epoch; Infinity if there is none. */
  startMs = Infinity;

  #lookedMs = -Infinity;

  constructor(url) {
    this.url = url;
  }

  /** Cheap to call often. */
  async look() {
    const now = performance.now();
    if (now - this.#lookedMs < LOOK_EVERY_MS) return;
    this.#lookedMs = now;
    const [, date] = /#EXT-X-PROGRAM-DATE-TIME:(\S+)/.exec(await mediaPlaylist(this.url, HEAD)) ?? [];
    this.startMs = date ? Date.parse(date) : Infinity;
  }
}
