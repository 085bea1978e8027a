// How fast the picture runs: a little faster while it is further behind than the playlist asks for.

const FAR_S = 0.45;
const NEAR_S = 0.3;
const RATE_MIN = 1.05;
const RATE_MAX = 1.2;
const RATE_PER_SECOND = 0.1;
const PARTS_IN_RESERVE = 2;
const RESERVE_S = 1; // of whole segments

/**
 * Brings a live picture close to the latency that the playlist asks for. hls.js can do that by itself, but only down to a second
 * of buffer, and parts need less. What is left above the playlist's latency is for a change of level, which costs some of it.
 */
export class Pace {
  #video;

  constructor(video) {
    this.#video = video;
  }

  /** Sets the rate by what an hls.js player knows of its live playlist; one that has gone back in time, or none, runs as it is. */
  adjust(hls, isFollowing) {
    const details = isFollowing ? hls?.latestLevelDetails : null;
    const excess = details?.live ? hls.latency - hls.targetLatency : 0;
    const isLate = excess > (this.#video.playbackRate > 1 ? NEAR_S : FAR_S);
    const rate = isLate && this.#hasReserve(details) ? Math.min(RATE_MAX, Math.max(RATE_MIN, 1 + RATE_PER_SECOND * excess)) : 1;
    if (this.#video.playbackRate !== rate) this.#video.playbackRate = rate;
  }

  #hasReserve({ partTarget }) {
    const { buffered, currentTime } = this.#video;
    const ahead = buffered.length ? buffered.end(buffered.length - 1) - currentTime : 0;
    return ahead > (partTarget ? PARTS_IN_RESERVE * partTarget : RESERVE_S);
  }
}
