// Drives the player in Chromium through faults of the network. Arguments: base URL, channel, browser, empty profile directory.
// Whoever starts it puts a channel with CMAF on air. Says "done" at the end.

import { check, complaints, drive, status, until, untilPlayed } from './page.mjs';

const [base, channel, executablePath, profile] = process.argv.slice(2);
const PLAYLISTS = /\/live\/[^/]+\/[^/]+\.m3u8/;

// Before that there is no other way that the player could take.
async function untilClassicHlsIsOnAir(page) {
  await page.goto(`${base}/`);
  await page.evaluate(async (url) => {
    const { untilOnAir } = await import('/console/onair.js');
    await untilOnAir([{ url }], new AbortController().signal);
  }, `${base}/live/${channel}/playlist.m3u8`);
}

// hls.js does not ask a second time for what is not there. The page itself, which looks what is on air, uses fetch.
async function failOnce(page, playlist) {
  let isOver = false;
  await page.route(playlist, (route) => {
    if (isOver || route.request().resourceType() !== 'xhr') return route.fallback();
    isOver = true;
    return route.fulfill({ status: 404 });
  });
}

async function shouldStayWithLowLatencyWhenItsFirstRequestFails(page) {
  await failOnce(page, /\/cmaf\.m3u8/);
  await page.goto(`${base}/watch/${channel}`);
  await until(page, 'plays', () => window.sluice?.state === 'live');
  const { errors, playlist } = await status(page);
  check(errors === 1 && playlist === 'cmaf.m3u8', 'plays parts after a fault', await status(page));
  await untilPlayed(page, 1);
}

// Two faults in a row take seconds to see, so the part that decides is asked.
async function shouldPassOverWhatFailsTwiceInARow(page) {
  const firsts = await page.evaluate(async () => {
    const { Routes } = await import('/console/routes.js');
    const routes = new Routes(location.href, { canPlayType: () => '' });
    const [lowLatency] = routes.inOrder;
    return ['doubt', 'trust', 'doubt', 'doubt'].map((step) => {
      routes[step](lowLatency);
      return routes.inOrder[0].name;
    });
  });
  const expected = ['cmaf.m3u8', 'cmaf.m3u8', 'cmaf.m3u8', 'playlist.m3u8'];
  check(JSON.stringify(firsts) === JSON.stringify(expected), 'the first way after each fault', firsts);
}

async function shouldStayPausedUntilTheViewerResumes(page) {
  const { errors } = await status(page);
  await page.click('#video');
  await page.route(PLAYLISTS, (route) => route.fulfill({ status: 404 }));
  await until(page, 'loses the channel', () => window.sluice.state === 'reconnecting');
  await page.unroute(PLAYLISTS);
  await until(page, 'opens anew', () => window.sluice.state === 'paused');
  // HAVE_ENOUGH_DATA, with which a video that plays by itself begins.
  await until(page, 'could play', () => document.getElementById('video').readyState === 4);
  check((await page.textContent('#play')) === 'Play' && (await page.textContent('#state')) === 'Paused', 'stays paused', await status(page));
  check((await status(page)).errors === errors + 1, 'after a fault', await status(page));
  await page.keyboard.press(' ');
  await until(page, 'is live', () => window.sluice.state === 'live');
  await untilPlayed(page, 1);
}

// Nothing of it shows, so the part that waits is asked.
async function shouldListenOnceHoweverLongItWaits(page) {
  const most = await page.evaluate(async () => {
    const { untilOnAir } = await import('/console/onair.js');
    const controller = new AbortController();
    const { signal } = controller;
    const listeners = [];
    let turns = 0;
    let most = 0;
    signal.addEventListener = (_, listener) => {
      listeners.push(listener);
      most = Math.max(most, listeners.length);
      if (++turns < 2) return;
      controller.abort();
      listener();
    };
    signal.removeEventListener = (_, listener) => listeners.splice(listeners.indexOf(listener), 1);
    await untilOnAir([{ url: new URL('/live/nothing/playlist.m3u8', location.href).href }], signal);
    return most;
  });
  check(most === 1, 'listeners to the end of waiting', most);
}

await drive(executablePath, profile, async (page) => {
  await untilClassicHlsIsOnAir(page);
  await shouldStayWithLowLatencyWhenItsFirstRequestFails(page);
  await shouldPassOverWhatFailsTwiceInARow(page);
  await shouldStayPausedUntilTheViewerResumes(page);
  await shouldListenOnceHoweverLongItWaits(page);
  check(complaints.length === 0, 'no complaint of the browser', complaints);
});
console.log('done');
