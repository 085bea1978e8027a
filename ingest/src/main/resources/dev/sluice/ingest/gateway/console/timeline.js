// Positions of the player as dates, by the PROGRAM-DATE-TIME of what it plays. All dates are milliseconds since the epoch.

const MS = 1000;
// Segments at the begin of a live playlist that leave it before a viewer who goes there has them.
const LEAVING = 2;

/** The dates of an hls.js player that has loaded a playlist. */
export class HlsTimeline {
  #hls;
  #video;

  constructor(hls, video) {
    this.#hls = hls;
    this.#video = video;
  }

  /** The date of the picture, NaN if unknown. */
  get shownMs() {
    return this.#hls.playingDate?.getTime() ?? NaN;
  }

  /** The oldest date that can be played, NaN if unknown. */
  get startMs() {
    const fragments = this.#fragments;
    const leaving = this.#hls.latestLevelDetails?.live ? Math.min(LEAVING, fragments.length - 1) : 0;
    return fragments[leaving]?.programDateTime ?? NaN;
  }

  /** The date of the live edge, less what is held back of it; NaN if unknown. */
  get endMs() {
    const edge = this.#hls.liveSyncPosition ?? this.#hls.latestLevelDetails?.edge;
    return this.shownMs + (edge - this.#video.currentTime) * MS;
  }

  /** The position of a date: dates may jump where the stream was interrupted, positions do not. */
  positionOf(dateMs) {
    const fragments = this.#fragments;
    const fragment = fragments.findLast(({ programDateTime }) => programDateTime <= dateMs) ?? fragments[0];
    if (!fragment) return NaN;
    const offset = (dateMs - fragment.programDateTime) / MS;
    return fragment.start + Math.max(0, Math.min(offset, fragment === fragments.at(-1) ? Infinity : fragment.duration));
  }

  get #fragments() {
    return this.#hls.latestLevelDetails?.fragments ?? [];
  }
}

/** The dates of a browser that plays HLS by itself. */
export class NativeTimeline {
  #video;

  constructor(video) {
    this.#video = video;
  }

  get shownMs() {
    return this.#zeroMs + this.#video.currentTime * MS;
  }

  get startMs() {
    const { seekable } = this.#video;
    return seekable.length ? this.#zeroMs + seekable.start(0) * MS : NaN;
  }

  get endMs() {
    const { seekable } = this.#video;
    return seekable.length ? this.#zeroMs + seekable.end(seekable.length - 1) * MS : NaN;
  }

  positionOf(dateMs) {
    return (dateMs - this.#zeroMs) / MS;
  }

  // A browser without dates counts from 1970, which serves as well for the slider, though not for the latency.
  get #zeroMs() {
    const zeroMs = this.#video.getStartDate?.().getTime();
    return Number.isFinite(zeroMs) ? zeroMs : 0;
  }
}
