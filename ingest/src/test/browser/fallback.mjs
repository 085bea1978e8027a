// Drives the player in Chromium where CMAF cannot be played. Arguments: base URL, channel, browser, empty profile directory.
// Whoever starts it puts a channel on air, with CMAF or without; what there is of CMAF does not arrive in one piece.
// Says "done" at the end.

import { check, complaints, drive, status, until, untilPlayed } from './page.mjs';

const [base, channel, executablePath, profile] = process.argv.slice(2);

await drive(executablePath, profile, async (page) => {
  await page.route(/cmaf_.*\.mp4$/, (route) => route.fulfill({ contentType: 'video/mp4', body: 'no box of any kind' }));
  await page.goto(`${base}/watch/${channel}`);
  await until(page, 'plays TS', () => window.sluice?.playlist === 'playlist.m3u8');
  await untilPlayed(page, 4);
  check((await status(page)).decodedFrames > 50, 'plays on', await status(page));
  check(complaints.length === 0, 'no complaint of the browser', complaints);
});
console.log('done');
