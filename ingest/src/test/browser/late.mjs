// Watches a channel whose encoder halts after "played" and goes on after "halted". Arguments: base URL, channel, browser,
// empty profile directory.

import { check, complaints, drive, status, until, untilPlayed } from './page.mjs';

const [base, channel, executablePath, profile] = process.argv.slice(2);

await drive(executablePath, profile, async (page) => {
  await page.goto(`${base}/watch/${channel}`);
  await until(page, 'plays', () => window.sluice?.state === 'live');
  await untilPlayed(page, 3);
  const { targetLatency } = await status(page);
  console.log('played');
  await until(page, 'wants to be further away', (seconds) => window.sluice.targetLatency > seconds, targetLatency);
  console.log('halted');
  await until(page, 'wants to be as near as before', (seconds) => window.sluice.targetLatency <= seconds, targetLatency);
  await untilPlayed(page, 3);
  check((await status(page)).errors === 0, 'gets over it without an error', await status(page));
  check(complaints.length === 0, 'no complaint of the browser', complaints);
});
console.log('done');
