// Drives the live edge in Chromium: low latency, back in time and live again. Arguments: base URL, channel, browser, empty
// profile directory. Whoever starts it puts a channel on air. Says "live" when the latency was right, and "done" at the end.

import { check, complaints, drive, status, until, untilPlayed } from './page.mjs';

const [base, channel, executablePath, profile] = process.argv.slice(2);
const SETTLE_SECONDS = 8;
const STEADY_MS = 5000;
// Less than three segments, from which a player without parts keeps away; a machine that also runs the encoder, the origin
// and other tests may take most of it.
const LATENCY_MAX_S = 5;
const WINDOW_MIN_MS = 12000;
const PAUSE_MS = 3500;
const RATE_MAX = 1.2;

// Runs in the page at each of its frames.
const isSteadilyUnder = ([seconds, steadyMs]) => {
  const { clockLatency } = window.sluice;
  if (!(clockLatency > 0 && clockLatency < seconds)) window.lastAboveMs = performance.now();
  return performance.now() - (window.lastAboveMs ??= performance.now()) > steadyMs;
};

const behindMs = () => window.sluice.range.endMs - window.sluice.range.shownMs;

async function shouldPlayWithLowLatency(page) {
  await page.goto(`${base}/watch/${channel}`);
  await until(page, 'plays', () => window.sluice?.state === 'live');
  check((await status(page)).playlist === 'cmaf.m3u8', 'plays parts', await status(page));
  await untilPlayed(page, SETTLE_SECONDS);
  await until(page, `latency under ${LATENCY_MAX_S} s`, isSteadilyUnder, [LATENCY_MAX_S, STEADY_MS]);
  await until(page, 'is live', () => window.sluice.isAtEdge && document.getElementById('behind').textContent === 'Live');
  check((await status(page)).errors === 0, 'plays without errors', await status(page));
  check(/^\d\.\d\d s$/.test(await page.textContent('#latency')), 'shows it', await page.textContent('#latency'));
}

async function shouldStepBackAndGoLiveByKeys(page) {
  await until(page, 'has a window', (ms) => window.sluice.range?.endMs - window.sluice.range?.startMs > ms, WINDOW_MIN_MS);
  await page.keyboard.press('ArrowLeft');
  await page.keyboard.press('ArrowLeft');
  await until(page, 'is back in time', () => !window.sluice.isAtEdge && window.sluice.state === 'live');
  await untilPlayed(page, 2);
  check((await page.evaluate(behindMs)) > 7000, 'stays behind', await status(page));
  check(/^−0:\d\d$/.test(await page.textContent('#behind')), 'says how far', await page.textContent('#behind'));
  await page.keyboard.press('l');
  await shouldBeLiveAgain(page);
}

async function shouldSeekByTheSliderAndGoLiveByTheButton(page) {
  await page.focus('#seek');
  await page.keyboard.press('Home');
  await until(page, 'goes to the oldest', (ms) => window.sluice.range?.endMs - window.sluice.range?.shownMs > ms, WINDOW_MIN_MS - 2000);
  await untilPlayed(page, 2);
  await page.click('#edge');
  await shouldBeLiveAgain(page);
}

async function shouldFollowThePictureAfterTheSliderWasPutBack(page) {
  const { x, y, width, height } = await (await page.$('#seek')).boundingBox();
  const [right, middle] = [x + width - 1, y + height / 2];
  await page.mouse.move(right, middle);
  await page.mouse.down();
  await page.mouse.move(right - width / 2, middle);
  check(/^−/.test(await page.textContent('#behind')), 'says where it is held', await page.textContent('#behind'));
  await page.mouse.move(right + width, middle);
  await page.mouse.up();
  await page.keyboard.press('ArrowLeft');
  await until(page, 'follows the picture', () => Number(document.getElementById('seek').value) < -2);
  await page.keyboard.press('l');
  await shouldBeLiveAgain(page);
}

async function shouldBeLiveAgain(page) {
  const isLive = () => window.sluice.playlist === 'cmaf.m3u8' && window.sluice.range && window.sluice.isAtEdge;
  await until(page, 'is live again', isLive);
  await untilPlayed(page, 2);
  // A stall on the way takes it behind the edge for a while.
  await until(page, 'stays live', isLive);
  check((await status(page)).errors === 0, 'plays on', await status(page));
}

async function shouldGoOnWhereItPaused(page) {
  await page.keyboard.press('Escape');
  await page.click('#video');
  await page.evaluate(() => {
    const video = document.getElementById('video');
    const { currentTime } = video;
    video.addEventListener('play', () => (window.resumed = { currentTime, atMs: performance.now() }), { once: true });
  });
  await page.waitForTimeout(PAUSE_MS);
  await page.keyboard.press(' ');
  await untilPlayed(page, 1);
  const [played, elapsed] = await page.evaluate(() => [
    window.sluice.currentTime - window.resumed.currentTime,
    (performance.now() - window.resumed.atMs) / 1000,
  ]);
  check(played < elapsed * RATE_MAX + 1, 'nothing is left out', [played, elapsed]);
}

// What the page does about it takes minutes to see, so the part that decides is asked.
async function shouldRunFasterOnlyWhereItIsLateAndHasAReserve(page) {
  const rates = await page.evaluate(async () => {
    const { Pace } = await import('/console/pace.js');
    const rate = (latency, { ahead = latency, rate = 1, live = true, partTarget = 0.2, isFollowing = true } = {}) => {
      const video = { currentTime: 100, playbackRate: rate, buffered: { length: 1, end: () => 100 + ahead } };
      new Pace(video).adjust({ latency, targetLatency: 0.6, latestLevelDetails: { live, partTarget } }, isFollowing);
      return Number(video.playbackRate.toFixed(3));
    };
    return {
      near: rate(1),
      late: rate(1.1),
      later: rate(1.8),
      far: rate(4),
      nearer: rate(1, { rate: 1.05 }),
      there: rate(0.8, { rate: 1.05 }),
      withoutReserve: rate(1.1, { ahead: 0.3 }),
      withoutParts: rate(1.8, { ahead: 0.9, partTarget: 0 }),
      backInTime: rate(4, { rate: 1.05, isFollowing: false }),
      ended: rate(1.1, { live: false }),
    };
  });
  const expected = { near: 1, late: 1.05, later: 1.12, far: 1.2, nearer: 1.05, there: 1, withoutReserve: 1, withoutParts: 1, backInTime: 1, ended: 1 };
  check(JSON.stringify(rates) === JSON.stringify(expected), 'its pace', rates);
}

await drive(executablePath, profile, async (page) => {
  await shouldPlayWithLowLatency(page);
  await shouldRunFasterOnlyWhereItIsLateAndHasAReserve(page);
  console.log('live');
  await shouldStepBackAndGoLiveByKeys(page);
  await shouldSeekByTheSliderAndGoLiveByTheButton(page);
  await shouldFollowThePictureAfterTheSliderWasPutBack(page);
  await shouldGoOnWhereItPaused(page);
  check(complaints.length === 0, 'no complaint of the browser', complaints);
});
console.log('done');
