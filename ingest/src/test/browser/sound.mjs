// Watches a channel whose encoder comes back without its pictures after "played", and with them again after "heard".
// Arguments: base URL, channel, browser, empty profile directory.

import { check, complaints, drive, status, until, untilPlayed } from './page.mjs';

const [base, channel, executablePath, profile] = process.argv.slice(2);

const untilPicture = (page, isShown) =>
  until(page, isShown ? 'shows a picture' : 'goes on without a picture', (wanted) => wanted === document.getElementById('video').videoWidth > 0, isShown);

await drive(executablePath, profile, async (page) => {
  await page.goto(`${base}/watch/${channel}`);
  await untilPicture(page, true);
  await untilPlayed(page, 3);
  console.log('played');
  await untilPicture(page, false);
  await untilPlayed(page, 3);
  console.log('heard');
  await untilPicture(page, true);
  await untilPlayed(page, 3);
  check((await status(page)).errors === 0, 'gets over it without an error', await status(page));
  check(complaints.length === 0, 'no complaint of the browser', complaints);
});
console.log('done');
