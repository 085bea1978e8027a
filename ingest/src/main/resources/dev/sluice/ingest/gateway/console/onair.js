// Waits politely until a channel is on air.

const FIRST_DELAY_MS = 1000;
const LONGEST_DELAY_MS = 5000;
const GROWTH = 1.3;
const REQUEST_TIMEOUT_MS = 5000;
// A player that begins with less than this ahead of it runs dry before the next segment, or part, is there.
const LEAST_TARGET_DURATIONS = 2.5;
const LEAST_HOLD_BACKS = 2;

/**
 * Resolves to the first of the routes whose playlist lists enough media to play on and has no end, to null when the
 * signal aborts.
 */
export async function untilOnAir(routes, signal) {
  for (let delay = FIRST_DELAY_MS; !signal.aborted; delay = Math.min(delay * GROWTH, LONGEST_DELAY_MS)) {
    // Asked once a turn and URL: a channel that comes on air between two questions would be played in a lesser way.
    const urls = [...new Set(routes.map(({ url }) => url))];
    const areOnAir = await Promise.all(urls.map(isOnAir));
    if (signal.aborted) return null;
    const route = routes.find(({ url }) => areOnAir[urls.indexOf(url)]);
    if (route) return route;
    // Jitter: a thousand waiting players do not ask in step.
    await pause(delay * (0.8 + 0.4 * Math.random()), signal);
  }
  return null;
}

async function isOnAir(url) {
  const media = await mediaPlaylist(url);
  return isEnough(media) && !media.includes('#EXT-X-ENDLIST');
}

/** Resolves to the text of the first media playlist that a multivariant one lists, empty if there is none. */
export async function mediaPlaylist(url) {
  const line = (await text(url)).split(/\r?\n/).find((each) => each && !each.startsWith('#'));
  // The end of a stream stands in its media playlists, not in the multivariant one.
  return line ? text(new URL(line, url)) : '';
}

/** Resolves to whether a multivariant playlist offers pictures, to null if there is none to read. */
export async function offersVideo(url) {
  const playlist = await text(url);
  return playlist ? playlist.includes('RESOLUTION=') : null;
}

function isEnough(media) {
  const number = (tag) => Number(tag.exec(media)?.[1]);
  const partHoldBack = number(/PART-HOLD-BACK=([\d.]+)/);
  if (partHoldBack > 0) {
    const growing = media.slice(Math.max(0, media.lastIndexOf('#EXTINF')));
    return sum(media, /#EXTINF:([\d.]+)/g) + sum(growing, /#EXT-X-PART:DURATION=([\d.]+)/g) >= LEAST_HOLD_BACKS * partHoldBack;
  }
  return sum(media, /#EXTINF:([\d.]+)/g) >= LEAST_TARGET_DURATIONS * number(/#EXT-X-TARGETDURATION:(\d+)/);
}

function sum(media, tag) {
  return [...media.matchAll(tag)].reduce((total, [, seconds]) => total + Number(seconds), 0);
}

async function text(url) {
  try {
    const response = await fetch(url, { cache: 'no-store', signal: AbortSignal.timeout(REQUEST_TIMEOUT_MS) });
    return response.ok ? await response.text() : '';
  } catch {
    return '';
  }
}

function pause(delayMs, signal) {
  return new Promise((resolve) => {
    const end = () => {
      clearTimeout(timer);
      signal.removeEventListener('abort', end);
      resolve();
    };
    const timer = setTimeout(end, delayMs);
    signal.addEventListener('abort', end);
  });
}
