// Drives the console in Chromium. Arguments: base URL, channel, browser, empty profile directory, and a file for a
// picture of the player (optional). Says on standard output which step is over, one word a line; whoever reads
// it puts the channel on air after "waiting", interrupts it after "played" until "halted", ends it after "resumed" and puts
// it on air again after "ended".

import { check, complaints, drive, observe, status, until, untilPlayed } from './page.mjs';

const [base, channel, executablePath, profile, picture] = process.argv.slice(2);
const PLAY_SECONDS = 6;

const say = (step) => console.log(step);

function untilState(page, state) {
  return until(page, `is ${state}`, (wanted) => window.sluice?.state === wanted, state);
}

async function shouldWait(page) {
  await page.goto(`${base}/watch/${channel}`);
  await untilState(page, 'waiting');
  check(await page.textContent('#channel') === channel, 'names its channel', await page.textContent('#channel'));
  check((await status(page)).muted, 'starts muted', await status(page));
}

async function shouldPlayByItself(page) {
  await untilState(page, 'live');
  const before = await status(page);
  await untilPlayed(page, PLAY_SECONDS);
  const after = await status(page);
  check(after.errors === 0, 'plays without errors', after);
  check(after.decodedFrames - before.decodedFrames > PLAY_SECONDS * 15, 'decodes', [before, after]);
  check(after.muted && after.latency > 0, 'stays muted and knows its latency', after);
}

async function shouldObeyKeys(page) {
  await page.keyboard.press('m');
  check(!(await status(page)).muted, 'm unmutes', await status(page));
  await page.keyboard.press('m');
  check((await status(page)).muted, 'm mutes', await status(page));
}

async function shouldListChannel(page) {
  await page.goto(`${base}/`);
  await page.waitForSelector(`a[href="watch/${channel}"]`);
}

async function shouldGoOn(page) {
  const before = await status(page);
  say('played');
  // hls.js wants to be a second further away after a stall, and two at most.
  await until(page, 'halts without its encoder', (seconds) => window.sluice.targetLatency > Math.min(seconds, 2), before.targetLatency);
  say('halted');
  await until(page, 'wants to be as near as before', (seconds) => window.sluice.targetLatency <= seconds, before.targetLatency);
  // Longer than what was buffered, so that the picture comes from behind the discontinuity.
  await untilPlayed(page, 10);
  const after = await status(page);
  check(after.errors === 0 && after.decodedFrames > before.decodedFrames + 150, 'goes on', [before, after]);
}

async function shouldTakeTheNextStream(page) {
  say('resumed');
  await untilState(page, 'ended');
  check((await status(page)).errors === 0, 'ends without an error', await status(page));
  say('ended');
  await untilState(page, 'live');
  await untilPlayed(page, 1);
}

await drive(executablePath, profile, async (player, browser) => {
  await shouldWait(player);
  say('waiting');
  await shouldPlayByItself(player);
  await shouldObeyKeys(player);
  if (picture) await player.screenshot({ path: picture });
  const list = await browser.newPage();
  observe(list);
  await shouldListChannel(list);
  await list.close();
  await shouldGoOn(player);
  await shouldTakeTheNextStream(player);
  check(complaints.length === 0, 'no complaint of the browser', complaints);
});
say('done');
