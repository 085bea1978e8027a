// Watches a channel whose encoder halts after "played" and goes on after "halted". Arguments: base URL, channel, browser,
// empty profile directory.

import { check, complaints, drive, status, until, untilPlayed } from './page.mjs';

const [base, channel, executablePath, profile] = process.argv.slice(2);

// What the page does about a bad network takes minutes to see, so the part that decides is asked.
async function shouldWaitLongerAfterEachStall(page) {
  const waits = await page.evaluate(async () => {
    const { Nearness } = await import('/console/nearness.js');
    const nearness = new Nearness();
    const hls = { latestLevelDetails: { partHoldBack: 0.6 } };
    let ms = 0;
    const wait = (playedMs) => {
      const sinceMs = (ms += playedMs);
      hls.targetLatency = 1.6;
      nearness.onStall(ms);
      while (hls.targetLatency > 0.6) nearness.look(hls, (ms += 1000));
      return (ms - sinceMs) / 1000;
    };
    return [wait(0), wait(10_000), wait(10_000), wait(100_000), wait(1_000)];
  });
  check(JSON.stringify(waits) === '[16,31,61,61,121]', 'its patience', waits);
}

await drive(executablePath, profile, async (page) => {
  await page.goto(`${base}/watch/${channel}`);
  await until(page, 'plays', () => window.sluice?.state === 'live');
  await untilPlayed(page, 3);
  const { targetLatency } = await status(page);
  console.log('played');
  await until(page, 'wants to be further away', (seconds) => window.sluice.targetLatency > seconds, targetLatency);
  console.log('halted');
  await shouldWaitLongerAfterEachStall(page);
  await until(page, 'wants to be as near as before', (seconds) => window.sluice.targetLatency <= seconds, targetLatency);
  await untilPlayed(page, 3);
  check((await status(page)).errors === 0, 'gets over it without an error', await status(page));
  check(complaints.length === 0, 'no complaint of the browser', complaints);
});
console.log('done');
