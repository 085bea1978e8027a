// Drives the menu of levels and the thumbnails in Chromium. Arguments: base URL, channel, browser, empty profile directory,
// and a prefix for pictures of the pages (optional). Whoever starts it puts a channel with two rungs, 240p25 and 120p25, on
// air. Says "done" at the end.

import { check, complaints, drive, status, until, untilPlayed } from './page.mjs';

const [base, channel, executablePath, profile, picture] = process.argv.slice(2);

const menu = (page) =>
  page.$eval('#quality', (select) => ({
    hidden: select.hidden,
    label: select.getAttribute('aria-label'),
    chosen: select.selectedOptions[0]?.text ?? '',
    options: [...select.options].map(({ text }) => text),
  }));

async function shouldShowLevels(page) {
  await page.goto(`${base}/watch/${channel}`);
  await until(page, 'plays a level', () => window.sluice?.playingLevel);
  await until(page, 'shows the menu', () => !document.getElementById('quality').hidden);
  await until(page, 'tells the level that plays', () => /^Auto · \d/.test(document.getElementById('quality').selectedOptions[0].text));
  const { label, options } = await menu(page);
  check(label === 'Quality', 'has a label', label);
  check(options.length === 3 && /^240p25 · \d+ kb\/s$/.test(options[1]) && /^120p25 · /.test(options[2]), 'lists the largest first', options);
}

async function shouldObeyKeyboard(page) {
  await page.keyboard.press('q');
  check(await page.evaluate(() => document.activeElement.id) === 'quality', 'q goes to the menu', await menu(page));
  await page.keyboard.press('Escape');
  await page.keyboard.press('End');
  await page.keyboard.press('Enter');
  await until(page, 'plays the smallest', () => window.sluice.playingLevel === '120p25');
  await until(page, 'shows its picture', () => document.getElementById('picture').textContent.endsWith('× 120'));
  check((await menu(page)).chosen.startsWith('120p25'), 'shows the choice', await menu(page));
  check(!(await page.$eval('video', (video) => !video.muted)), 'keys in the menu are the menu\'s', await menu(page));
}

async function shouldGoToAnotherLevelAndBackToAuto(page) {
  await page.selectOption('#quality', { index: 1 });
  await until(page, 'plays the largest', () => window.sluice.playingLevel === '240p25');
  if (picture) await page.screenshot({ path: `${picture}-levels.png` });
  await page.selectOption('#quality', { index: 0 });
  await until(page, 'is automatic again', () => document.getElementById('quality').value === 'auto');
  await untilPlayed(page, 2);
  check((await status(page)).errors === 0, 'plays on', await status(page));
}

async function shouldShowThumbnail(page) {
  await page.goto(`${base}/`);
  const image = `a[href="watch/${channel}"] img`;
  const url = async () => page.getAttribute(image, 'src');
  await page.waitForFunction((query) => document.querySelector(query)?.naturalWidth === 320, image, { timeout: 40000 });
  const first = await url();
  await page.waitForFunction(([query, old]) => document.querySelector(query).getAttribute('src') !== old, [image, first], { timeout: 40000 });
  check((await page.$eval(image, ({ hidden }) => hidden)) === false, 'shows the picture', await url());
  if (picture) await page.screenshot({ path: `${picture}-list.png` });
}

await drive(executablePath, profile, async (page) => {
  await shouldShowLevels(page);
  await shouldObeyKeyboard(page);
  await shouldGoToAnotherLevelAndBackToAuto(page);
  complaints.length = 0;
  await shouldShowThumbnail(page);
  check(complaints.length === 0, 'no complaint of the browser', complaints);
});
console.log('done');
