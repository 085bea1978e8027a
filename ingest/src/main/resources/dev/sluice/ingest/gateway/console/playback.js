// Plays one channel for ever: waits, opens, recovers, and waits again after the end.

import { untilOnAir } from './onair.js';

const HLS_CONFIG = {
  lowLatencyMode: true,
  maxLiveSyncPlaybackRate: 1.2,
  backBufferLength: 30,
  liveDurationInfinity: true,
};
const NATIVE_TYPE = 'application/vnd.apple.mpegurl';
const WATCH_MS = 1000;
const END_GRACE_MS = 3000;
const STUCK_MS = 12000;
const REPEATED_MS = 5000;

function asLevel({ uri, height, frameRate, bitrate, averageBitrate }) {
  const name = height ? `${height}p${frameRate ? Math.round(frameRate) : ''}` : 'audio';
  return { uri, name, height, frameRate, bitrate: averageBitrate || bitrate };
}

/**
 * The state machine behind the page. States: waiting, live, stalled, reconnecting, ended, and where the browser
 * stands in the way blocked (it wants a gesture first) or unsupported.
 * A stall is a halt of a picture that was playing; an error is one that hls.js could not get over by itself.
 */
export class Playback {
  state = 'waiting';
  stalls = 0;
  errors = 0;
  hls = null;

  #video;
  #url;
  #onState;
  #waiting = null;
  #started = false;
  #troubled = false;
  #isComplete = false;
  #bitrate = 0;
  #lastTime = 0;
  #lastProgressMs = 0;
  #lastMediaErrorMs = -Infinity;
  #lastLoadedMs = 0;
  #wantedLevel = null;

  constructor(video, url, onState) {
    this.#video = video;
    this.#url = url;
    this.#onState = onState;
    video.addEventListener('playing', () => this.#onPlaying());
    video.addEventListener('waiting', () => this.#onWaiting());
    video.addEventListener('ended', () => this.#reopen('ended'));
    video.addEventListener('error', () => this.#onVideoError());
    setInterval(() => this.#watch(), WATCH_MS);
  }

  /** Starts to wait for the channel; the rest happens by itself. */
  start() {
    this.#reopen('waiting');
  }

  /** Goes to the live edge, e.g. after a pause. */
  goToEdge() {
    const ranges = this.#video.seekable;
    const edge = this.hls?.liveSyncPosition ?? (ranges.length ? ranges.end(ranges.length - 1) - 6 : null);
    if (Number.isFinite(edge) && edge > this.#video.currentTime) this.#video.currentTime = edge;
  }

  /** Seconds behind the live edge of the playlist, null if unknown. */
  get latency() {
    return this.#started && this.hls?.levels?.length ? this.hls.latency : null;
  }

  /** Seconds between the wall clock and the PROGRAM-DATE-TIME of the picture, null if unknown. */
  get clockLatency() {
    const start = this.#video.getStartDate?.().getTime() ?? NaN;
    const shown = this.hls?.playingDate?.getTime() ?? start + this.#video.currentTime * 1000;
    return this.#started && Number.isFinite(shown) ? (Date.now() - shown) / 1000 : null;
  }

  /** Bits a second of the last media segment, 0 if unknown. */
  get bitrate() {
    return this.#bitrate;
  }

  /** The renditions to choose from, the largest first: uri, name, height, frameRate and bitrate; 0 is unknown. */
  get levels() {
    return (this.hls?.levels ?? []).map(asLevel).reverse();
  }

  /** The rendition of the picture, null if unknown. */
  get playingLevel() {
    const level = this.#started && this.hls?.levels?.[this.hls.currentLevel];
    return level ? asLevel(level) : null;
  }

  /** URI of the rendition that was asked for, null for the best that the connection carries. */
  get wantedLevel() {
    return this.#wantedLevel;
  }

  /** Asks for a rendition by its URI, null for automatic; holds for the streams to come as well, as far as they have it. */
  wantLevel(uri) {
    this.#wantedLevel = uri;
    const index = this.#wantedIndex();
    // A choice is to be seen soon, so what is buffered of another level is dropped; Auto may keep it.
    if (index >= 0) this.hls.nextLevel = index;
    else if (this.hls) this.hls.loadLevel = index;
  }

  #wantedIndex() {
    return (this.hls?.levels ?? []).findIndex(({ uri }) => uri === this.#wantedLevel);
  }

  async #reopen(state) {
    this.#waiting?.abort();
    const waiting = (this.#waiting = new AbortController());
    this.#close();
    this.#set(state);
    if (await untilOnAir(this.#url, waiting.signal)) this.#open();
  }

  #open() {
    this.#lastProgressMs = performance.now();
    if (window.Hls?.isSupported()) {
      this.#openHls();
    } else if (this.#video.canPlayType(NATIVE_TYPE)) {
      this.#video.src = this.#url;
    } else {
      this.#set('unsupported');
      return;
    }
    this.#play();
  }

  #openHls() {
    const { Events } = window.Hls;
    const hls = (this.hls = new window.Hls(HLS_CONFIG));
    hls.on(Events.ERROR, (_, fault) => this.#onFault(fault));
    hls.on(Events.MANIFEST_PARSED, () => {
      const index = this.#wantedIndex();
      if (index >= 0) hls.loadLevel = index;
    });
    hls.on(Events.LEVEL_UPDATED, (_, { details }) => (this.#isComplete = !details.live));
    hls.on(Events.FRAG_BUFFERED, (_, { frag, stats }) => {
      this.#troubled = false;
      this.#lastLoadedMs = performance.now();
      if (frag.duration > 0) this.#bitrate = (stats.total * 8) / frag.duration;
    });
    hls.attachMedia(this.#video);
    hls.loadSource(this.#url);
  }

  #close() {
    this.hls?.destroy();
    this.hls = null;
    if (this.#video.hasAttribute('src')) {
      this.#video.removeAttribute('src');
      this.#video.load();
    }
    this.#started = this.#troubled = this.#isComplete = false;
    this.#bitrate = 0;
  }

  #play() {
    this.#video.play().catch(({ name }) => {
      // Other refusals are a source that changes; the video's own autoplay then starts it.
      if (name === 'NotAllowedError') this.#set('blocked');
    });
  }

  #onPlaying() {
    this.#started = true;
    this.#set('live');
  }

  #onWaiting() {
    if (!this.#started || this.#video.seeking || this.state !== 'live') return;
    this.#set(this.#troubled ? 'reconnecting' : 'stalled');
    // Running dry at the end of a stream is no stall.
    if (!this.#isComplete) this.stalls++;
  }

  #onVideoError() {
    // With hls.js the same fault comes by its ERROR event.
    if (this.hls || !this.#video.error) return;
    this.errors++;
    this.#reopen('reconnecting');
  }

  #onFault({ fatal, type }) {
    const { NETWORK_ERROR, MEDIA_ERROR } = window.Hls.ErrorTypes;
    if (!fatal) {
      this.#troubled ||= type === NETWORK_ERROR;
      return;
    }
    this.errors++;
    const now = performance.now();
    if (type === MEDIA_ERROR && now - this.#lastMediaErrorMs > REPEATED_MS) {
      this.#lastMediaErrorMs = now;
      this.#set('reconnecting');
      this.hls.recoverMediaError();
      this.#play();
    } else {
      this.#reopen('reconnecting');
    }
  }

  // The last resort: a picture that stands still though the stream goes on, or has come to its end.
  #watch() {
    const now = performance.now();
    const { currentTime, paused } = this.#video;
    if (paused || currentTime !== this.#lastTime || !(this.hls || this.#video.src)) {
      this.#lastTime = currentTime;
      this.#lastProgressMs = now;
      return;
    }
    const stuckMs = now - this.#lastProgressMs;
    if (this.#isComplete && stuckMs > END_GRACE_MS) {
      this.#reopen('ended');
    } else if (stuckMs > STUCK_MS && (!this.#started || now - this.#lastLoadedMs < STUCK_MS)) {
      this.#reopen('reconnecting');
    }
  }

  #set(state) {
    if (this.state === state) return;
    this.state = state;
    this.#onState(state);
  }
}
