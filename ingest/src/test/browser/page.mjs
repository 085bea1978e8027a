// What the scripts that drive the player page share.

import { chromium } from 'playwright-core';

const FLAGS = [
  '--no-sandbox',
  '--disable-gpu',
  '--disable-quic',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
];

// A machine that also runs the encoder, the origin and other tests may be slow; what is waited for comes at once elsewhere.
const PATIENCE_MS = 40000;

/** What the browser complained of; a channel that is not on air is a 404, which it reports as an error of its own. */
export const complaints = [];

export function check(condition, claim, seen) {
  if (!condition) throw new Error(`${claim}: ${JSON.stringify(seen)} ${complaints.join(' | ')}`);
}

export function observe(page) {
  page.on('pageerror', (error) => complaints.push(error.message));
  page.on('console', (message) => {
    if (message.type() === 'error' && !message.text().includes('404')) complaints.push(message.text());
  });
}

export const status = (page) => page.evaluate(() => ({ ...window.sluice }));

/** Waits for a condition in the page. */
export async function until(page, claim, condition, argument, timeoutMs = PATIENCE_MS) {
  await page.waitForFunction(condition, argument, { timeout: timeoutMs })
    .catch(async () => check(false, claim, await status(page)));
}

/** Waits until that many seconds more were played. */
export async function untilPlayed(page, seconds) {
  const { currentTime } = await status(page);
  const isEnough = (time) => window.sluice.currentTime > time;
  await until(page, `plays ${seconds} s from ${currentTime}`, isEnough, currentTime + seconds, seconds * 1000 + PATIENCE_MS);
}

/** Opens a browser with an empty profile, and closes it whatever comes. */
export async function drive(executablePath, profile, steps) {
  const browser = await chromium.launchPersistentContext(profile, {
    executablePath,
    headless: true,
    args: FLAGS,
    viewport: { width: 1120, height: 860 },
  });
  try {
    observe(browser.pages()[0]);
    await steps(browser.pages()[0], browser);
  } finally {
    await browser.close();
  }
}
