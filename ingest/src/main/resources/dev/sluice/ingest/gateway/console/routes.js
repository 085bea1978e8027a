// The ways to play a channel, the best first: low latency before classic HLS, hls.js before the browser's own player.

const PLAYLISTS = ['cmaf.m3u8', 'playlist.m3u8'];
const NATIVE_TYPE = 'application/vnd.apple.mpegurl';

/** Remembers which way is to be tried next: where one fails, the next one has its turn. */
export class Routes {
  #routes;
  #first = 0;
  #doubted = null;

  /** Takes the URL of the channel, with a slash at its end, and the element that plays it. */
  constructor(base, video) {
    const players = [];
    if (window.Hls?.isSupported()) players.push({ isNative: false });
    if (video.canPlayType(NATIVE_TYPE)) players.push({ isNative: true });
    this.#routes = players.flatMap(({ isNative }) =>
      PLAYLISTS.map((playlist) => ({ name: playlist, url: new URL(playlist, base).href, isNative })));
  }

  /** The ways in the order to try them: name, url and isNative; empty if this browser has none. */
  get inOrder() {
    return [...this.#routes.slice(this.#first), ...this.#routes.slice(0, this.#first)];
  }

  /** Takes note of a way that the network kept from beginning: at the second time in a row it is passed over. */
  doubt(route) {
    if (route === this.#doubted) this.passOver(route);
    else this.#doubted = route;
  }

  /** What was doubted plays. */
  trust() {
    this.#doubted = null;
  }

  /** Begins with the way after one that failed. */
  passOver({ url, isNative }) {
    this.#doubted = null;
    const failed = this.#routes.findIndex((route) => route.url === url && route.isNative === isNative);
    this.#first = (failed + 1) % this.#routes.length;
  }

  /** Begins with the best way again. */
  reset() {
    this.#first = 0;
    this.#doubted = null;
  }
}
