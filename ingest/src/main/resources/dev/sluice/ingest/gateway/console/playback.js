// Plays one channel for ever: waits, opens, recovers, and waits again after the end.

import { Bitrate } from './bitrate.js';
import { Levels } from './levels.js';
import { Nearness } from './nearness.js';
import { offersVideo, untilOnAir } from './onair.js';
import { Pace } from './pace.js';
import { Recording } from './recording.js';
import { Routes } from './routes.js';
import { Stalls } from './stalls.js';
import { HlsTimeline, NativeTimeline } from './timeline.js';

// The browser drops what it has shown by itself: hls.js (1.7) loses the part that is on its way when it does so.
const LIVE_CONFIG = {
  lowLatencyMode: true,
  liveDurationInfinity: true,
};
const RECORDING_CONFIG = { ...LIVE_CONFIG, lowLatencyMode: false };
const WATCH_MS = 1000;
const END_GRACE_MS = 3000;
const HOLE_MS = 2000;
const OFFER_MS = 4000;
const STUCK_MS = 12000;
const REPEATED_MS = 5000;
const AT_EDGE_MS = 2500;

/**
 * The state machine behind the page. States: waiting, opening, live, stalled, reconnecting, ended, and where the browser
 * stands in the way blocked (it wants a gesture first) or unsupported; paused where the viewer had paused before a fault.
 * A stall is a halt of a picture that was playing; an error is one that hls.js could not get over by itself.
 */
export class Playback {
  state = 'waiting';
  stalls = new Stalls();
  levels = new Levels();
  errors = 0;
  hls = null;

  #video;
  #onState;
  #clock;
  #routes;
  #route = null;
  #liveRoute = null;
  #recording;
  #timeline = null;
  #bitrate = new Bitrate();
  #nearness = new Nearness();
  #waiting = null;
  #started = false;
  #troubled = false;
  #isComplete = false;
  #isFollowing = false;
  #isHeld = false;
  #lastTime = 0;
  #lastProgressMs = 0;
  #lastMediaErrorMs = -Infinity;
  #lastLoadedMs = 0;
  #lastOfferMs = 0;
  #wantedDateMs = null;
  #shownStretch = Infinity; // by the number of discontinuities before it

  /** Takes the element that plays, the URL of the channel with a slash at its end, the server's clock, and who is told of states. */
  constructor(video, base, clock, onState) {
    this.#video = video;
    this.#clock = clock;
    this.#onState = onState;
    this.#routes = new Routes(base, video);
    this.#recording = new Recording(new URL('dvr.m3u8', base).href);
    video.addEventListener('playing', () => this.#onPlaying());
    video.addEventListener('waiting', () => this.#onWaiting());
    video.addEventListener('ended', () => this.#end());
    video.addEventListener('error', () => this.#onVideoError());
    const pace = new Pace(video);
    video.addEventListener('timeupdate', () => pace.adjust(this.hls, this.#isFollowing));
    video.addEventListener('pause', () => (this.#isFollowing = false));
    setInterval(() => this.#watch(), WATCH_MS);
  }

  /** Starts to wait for the channel; the rest happens by itself. */
  start() {
    this.#reopen('waiting');
  }

  /** Goes to the live edge, and back to the live playlist. */
  goLive() {
    if (this.#isRecording) {
      this.#switchTo(this.#liveRoute, null);
    } else {
      this.#isFollowing = true;
      this.#seek(this.#timeline?.positionOf(this.#timeline.endMs));
    }
  }

  /** Goes to a date in milliseconds since the epoch; to what is behind the live playlist by the recording. */
  seekTo(dateMs) {
    const range = this.range;
    if (!range) return;
    if (dateMs >= range.endMs) {
      this.goLive();
    } else if (dateMs < this.#timeline.startMs && this.#canRecall && !this.#isRecording) {
      this.#switchTo({ name: 'dvr.m3u8', url: this.#recording.url, isNative: false }, Math.max(dateMs, range.startMs));
    } else {
      this.#isFollowing = false;
      this.#seek(this.#timeline.positionOf(Math.max(dateMs, this.#timeline.startMs)));
    }
  }

  /** Goes on after a pause where it was; live if that is no longer there. */
  resume() {
    this.#letGo();
    const { shownMs, startMs } = this.#timeline ?? {};
    if (shownMs < startMs) {
      if (this.#canRecall) this.seekTo(shownMs);
      else this.goLive();
    }
    this.#play();
  }

  /** What can be played, null if unknown: startMs, endMs and shownMs as dates in milliseconds since the epoch. */
  get range() {
    if (!this.#started) return null;
    const { shownMs, endMs } = this.#timeline;
    const startMs = Math.min(this.#timeline.startMs, this.#canRecall ? this.#recording.startMs : Infinity);
    return Number.isFinite(shownMs) && startMs < endMs ? { startMs, endMs, shownMs } : null;
  }

  /** Whether the picture is as near to the live edge as the playlist allows. */
  get isAtEdge() {
    const range = this.range;
    return !range || (!this.#isRecording && range.endMs - range.shownMs < AT_EDGE_MS);
  }

  /** The playlist that plays, e.g. cmaf.m3u8; null if none does. */
  get playlist() {
    return this.#started ? this.#route.name : null;
  }

  /** Seconds behind the live edge of the playlist, null if unknown. */
  get latency() {
    return this.#started && this.hls?.levels?.length ? this.hls.latency : null;
  }

  /** Seconds that it wants to be behind the live edge of the playlist, null if unknown. */
  get targetLatency() {
    return this.#started ? (this.hls?.targetLatency ?? null) : null;
  }

  /** Seconds between the server's clock and the PROGRAM-DATE-TIME of the picture, null if unknown. */
  get clockLatency() {
    const shownMs = this.#started ? this.#timeline.shownMs : NaN;
    // A date of long ago is none: the browser counts from zero where it knows of no date.
    return shownMs > Date.UTC(2000) ? (this.#clock.now() - shownMs) / 1000 : null;
  }

  /** Bits a second of the last media segments, 0 if unknown. */
  get bitrate() {
    return this.#bitrate.value;
  }

  // Only hls.js goes from one playlist to another at a date.
  get #canRecall() {
    return this.hls !== null && Number.isFinite(this.#recording.startMs);
  }

  get #isRecording() {
    return this.#route?.url === this.#recording.url;
  }

  #seek(position) {
    if (Number.isFinite(position)) this.#video.currentTime = position;
  }

  #switchTo(route, dateMs) {
    this.#close();
    this.#set('opening');
    this.#wantedDateMs = dateMs;
    this.#open(route);
  }

  async #reopen(state) {
    this.#waiting?.abort();
    const waiting = (this.#waiting = new AbortController());
    this.#hold();
    this.#close();
    this.#set(state);
    const routes = this.#routes.inOrder;
    if (routes.length === 0) {
      this.#set('unsupported');
      return;
    }
    const route = await untilOnAir(routes, waiting.signal);
    if (route) this.#open((this.#liveRoute = route));
  }

  #open(route) {
    this.#route = route;
    this.#isFollowing = !this.#isRecording && !this.#isHeld;
    this.#lastProgressMs = performance.now();
    if (route.isNative) {
      this.#timeline = new NativeTimeline(this.#video);
      this.#video.src = route.url;
    } else {
      this.#openHls(route.url);
    }
    this.#begin();
  }

  #openHls(url) {
    const { Events } = window.Hls;
    const hls = (this.hls = new window.Hls(this.#config()));
    this.#timeline = new HlsTimeline(hls, this.#video);
    this.levels.attach(hls);
    hls.on(Events.ERROR, (_, fault) => this.#onFault(fault));
    hls.on(Events.LEVEL_UPDATED, (_, { details }) => (this.#isComplete = !details.live));
    hls.on(Events.FRAG_CHANGED, (_, { frag }) => this.#onShown(frag));
    hls.on(Events.FRAG_BUFFERED, (_, loaded) => {
      this.#troubled = false;
      this.#lastLoadedMs = performance.now();
      this.#bitrate.add(loaded);
    });
    hls.attachMedia(this.#video);
    hls.loadSource(url);
  }

  #config() {
    if (!this.#isRecording) return LIVE_CONFIG;
    return { ...RECORDING_CONFIG, startPosition: Math.max(0, (this.#wantedDateMs - this.#recording.startMs) / 1000) };
  }

  #close() {
    this.hls?.destroy();
    this.hls = null;
    if (this.#video.hasAttribute('src')) {
      this.#video.removeAttribute('src');
      this.#video.load();
    }
    this.#timeline = this.#route = this.#wantedDateMs = null;
    this.stalls.end();
    this.levels.attach(null);
    this.#started = this.#troubled = this.#isComplete = false;
    this.#shownStretch = Infinity;
    this.#bitrate.reset();
  }

  // What comes anew while the viewer has paused does not play until he resumes. A video that has ended is paused, too.
  #hold() {
    const { paused, ended } = this.#video;
    this.#isHeld ||= this.#started && paused && !ended;
    this.#video.autoplay = !this.#isHeld;
  }

  #letGo() {
    this.#isHeld = false;
    this.#video.autoplay = true;
  }

  #begin() {
    if (this.#isHeld) this.#set('paused');
    else this.#play();
  }

  #play() {
    this.#video.play().catch(({ name }) => {
      // Other refusals are a source that changes; the video's own autoplay then starts it.
      if (name === 'NotAllowedError') this.#set('blocked');
    });
  }

  #onPlaying() {
    this.#started = true;
    this.#routes.trust();
    this.#letGo();
    this.stalls.end();
    this.#set('live');
    if (this.#wantedDateMs === null) return;
    // Where the recording was interrupted its dates jump, so only its playlist tells the very position.
    const position = this.#timeline.positionOf(this.#wantedDateMs);
    this.#wantedDateMs = null;
    if (Math.abs(position - this.#video.currentTime) > 1) this.#seek(position);
  }

  #onWaiting() {
    if (!this.#started || this.#video.seeking || this.state !== 'live') return;
    this.#set(this.#troubled ? 'reconnecting' : 'stalled');
    // Running dry at the end of a stream is no stall.
    if (this.#isComplete) return;
    this.stalls.begin();
    this.#nearness.onStall(performance.now());
  }

  // That the encoder was away says nothing of the viewer's network.
  #onShown({ cc }) {
    if (cc > this.#shownStretch) this.#nearness.come(this.hls);
    this.#shownStretch = cc;
  }

  #onVideoError() {
    // With hls.js the same fault comes by its ERROR event.
    if (this.hls || !this.#video.error) return;
    this.errors++;
    this.#giveWay();
  }

  // A way to play that has failed: the next one has its turn.
  #giveWay() {
    this.#routes.passOver(this.#route);
    this.#reopen('reconnecting');
  }

  // A way that the network kept from beginning has its turn once more.
  #tryAgain() {
    this.#routes.doubt(this.#route);
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
    if (type === NETWORK_ERROR && this.#started) {
      this.#reopen('reconnecting');
    } else if (type === NETWORK_ERROR) {
      this.#tryAgain();
    } else if (type === MEDIA_ERROR && this.#started && now - this.#lastMediaErrorMs > REPEATED_MS) {
      this.#lastMediaErrorMs = now;
      this.#hold();
      this.#set('reconnecting');
      this.hls.recoverMediaError();
      this.#begin();
    } else {
      this.#giveWay();
    }
  }

  #end() {
    this.#routes.reset();
    this.#recording.forget();
    this.#reopen('ended');
  }

  // The last resorts: a picture that stands still though the stream goes on, or has come to its end.
  #watch() {
    const now = performance.now();
    const { currentTime, paused } = this.#video;
    if (this.#started) this.#recording.look();
    if (this.hls && this.state === 'live') this.#nearness.look(this.hls, now);
    if (this.#started && (this.#isSoundOnly || now - this.#lastProgressMs > OFFER_MS)) this.#lookAtOffer(now);
    // Browsers do not begin to play in a page that nobody sees.
    const isUnseen = document.hidden && !this.#started;
    if (paused || isUnseen || currentTime !== this.#lastTime || !(this.hls || this.#video.src)) {
      this.#lastTime = currentTime;
      this.#lastProgressMs = now;
      return;
    }
    const stuckMs = now - this.#lastProgressMs;
    if (this.#isComplete && stuckMs > END_GRACE_MS) {
      this.#end();
    } else if (stuckMs > STUCK_MS && !this.#started && this.#troubled) {
      this.#tryAgain();
    } else if (stuckMs > STUCK_MS && !this.#started) {
      this.#giveWay();
    } else if (stuckMs > STUCK_MS && now - this.#lastLoadedMs < STUCK_MS) {
      this.#reopen('reconnecting');
    } else if (stuckMs > HOLE_MS && this.#started) {
      this.#leapHole();
    }
  }

  // An encoder may come back without its pictures, or with them again: a player goes by what was offered when it began.
  async #lookAtOffer(now) {
    if (this.#isRecording || !this.hls?.levels?.length || now - this.#lastOfferMs < OFFER_MS) return;
    this.#lastOfferMs = now;
    const { hls } = this;
    const isVideoOffered = await offersVideo(hls.url);
    if (this.hls === hls && isVideoOffered === this.#isSoundOnly) this.#reopen('reconnecting');
  }

  get #isSoundOnly() {
    return Boolean(this.hls?.levels?.length) && this.hls.levels.every(({ width }) => !width);
  }

  // hls.js (1.7) stays before a hole of more than a tenth of a second if it went over to whole segments behind it.
  #leapHole() {
    const { buffered, currentTime, seeking } = this.#video;
    const starts = Array.from({ length: buffered.length }, (_, i) => buffered.start(i));
    if (!seeking) this.#seek(starts.find((start) => start > currentTime));
  }

  #set(state) {
    if (this.state === state) return;
    this.state = state;
    this.#onState(state);
  }
}
