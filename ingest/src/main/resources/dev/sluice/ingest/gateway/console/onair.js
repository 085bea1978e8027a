// Waits politely until a channel is on air.

const FIRST_DELAY_MS = 1000;
const LONGEST_DELAY_MS = 5000;
const GROWTH = 1.3;
const REQUEST_TIMEOUT_MS = 5000;
// A player that begins with less than this ahead of it runs dry before the next segment is there.
const LEAST_TARGET_DURATIONS = 2.5;

/** Resolves to true once the playlist lists enough media to play on and has no end, to false when the signal aborts. */
export async function untilOnAir(url, signal) {
  for (let delay = FIRST_DELAY_MS; !signal.aborted; delay = Math.min(delay * GROWTH, LONGEST_DELAY_MS)) {
    if (await isOnAir(url)) return !signal.aborted;
    // Jitter: a thousand waiting players do not ask in step.
    await pause(delay * (0.8 + 0.4 * Math.random()), signal);
  }
  return false;
}

async function isOnAir(url) {
  const top = await text(url);
  const line = top.split(/\r?\n/).find((each) => each && !each.startsWith('#'));
  if (!line) return false;
  // The end of a stream stands in its media playlists, not in the multivariant one.
  const media = top.includes('#EXTINF') ? top : await text(new URL(line, url));
  return isEnough(media) && !media.includes('#EXT-X-ENDLIST');
}

function isEnough(media) {
  const durations = [...media.matchAll(/#EXTINF:([\d.]+)/g)].map(([, seconds]) => Number(seconds));
  const target = Number(/#EXT-X-TARGETDURATION:(\d+)/.exec(media)?.[1]);
  return durations.reduce((sum, seconds) => sum + seconds, 0) >= LEAST_TARGET_DURATIONS * target;
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
    const timer = setTimeout(resolve, delayMs);
    signal.addEventListener('abort', () => (clearTimeout(timer), resolve()), { once: true });
  });
}
