// Plays a URL in Chromium with the players that the field uses, and says how each fared.
//
//   (cd benchmarks/players && npm ci) && node benchmarks/players/play.mjs [--seconds 120] [--settle 10] [--browser /usr/bin/chromium]
//       [--hls '{"liveMaxLatencyDuration": 1}'] [--clock SECONDS] URL PLAYER...
//
// Players: hls.js, hls.js-1.4, shaka, video.js, dash.js, native (Chromium's own), page (the page that Sluice has for the channel of
// the URL). One line of JSON a player: stalls after the
// start, errors, pictures, and the latency by program date-time after --settle seconds. --hls is put over the settings of
// hls.js; --clock sets the browser's clock wrong by so much. Exits with 1 if one of them did not start, stalled or met an error.

import { createServer } from 'node:http';
import { readFile, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, extname, join, normalize } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { chromium } from 'playwright-core';

const here = dirname(fileURLToPath(import.meta.url));
const TYPES = { '.html': 'text/html', '.js': 'text/javascript' };
const FLAGS = ['--no-sandbox', '--disable-gpu', '--disable-quic', '--no-first-run', '--disable-background-networking',
  '--disable-component-update', '--disable-sync', '--autoplay-policy=no-user-gesture-required', '--ignore-certificate-errors'];

const { values: options, positionals: [url, ...players] } = parseArgs({
  allowPositionals: true,
  options: {
    seconds: { type: 'string', default: '120' },
    settle: { type: 'string', default: '10' },
    browser: { type: 'string', default: '/usr/bin/chromium' },
    hls: { type: 'string', default: '{}' },
    clock: { type: 'string', default: '0' },
  },
});

async function serve(request, response) {
  const { pathname } = new URL(request.url, 'http://localhost');
  const path = normalize(pathname.replace(/^\/modules\//, '/node_modules/'));
  try {
    const body = await readFile(join(here, path));
    response.writeHead(200, { 'Content-Type': TYPES[extname(path)] ?? 'application/octet-stream' }).end(body);
  } catch {
    response.writeHead(404).end();
  }
}

function percentile(values, share) {
  const sorted = [...values].sort((a, b) => a - b);
  return sorted.length ? Number(sorted[Math.min(sorted.length - 1, Math.floor(share * sorted.length))].toFixed(3)) : null;
}

// Runs in the page, before its own scripts.
function shiftClock(ms) {
  const RightDate = Date;
  window.Date = class extends RightDate {
    constructor(...parts) {
      super(...(parts.length ? parts : [RightDate.now() + ms]));
    }

    static now() {
      return RightDate.now() + ms;
    }
  };
}

async function play(player, port) {
  const profile = await mkdtemp(join(tmpdir(), 'players-'));
  const browser = await chromium.launchPersistentContext(profile, { executablePath: options.browser, headless: true, args: FLAGS });
  try {
    const page = browser.pages()[0];
    const complaints = [];
    page.on('pageerror', (error) => complaints.push(error.message));
    page.on('response', (response) => {
      if (response.status() >= 400 && !response.url().endsWith('favicon.ico')) complaints.push(`${response.status()} ${response.url()}`);
    });
    await page.addInitScript(shiftClock, options.clock * 1000);
    if (player === 'page') {
      await page.goto(url.replace(/\/live\/([^/]+)\/.*/, '/watch/$1'));
      await page.evaluate(await readFile(join(here, 'watch.js'), 'utf8'));
      await page.evaluate(() => window.watch(document.getElementById('video'), () => window.sluice.clockLatency ?? undefined));
    } else {
      await page.goto(`http://127.0.0.1:${port}/page.html?${new URLSearchParams({ player, url, hls: options.hls })}`);
    }
    await page.waitForTimeout(options.seconds * 1000);
    const { latencies, ...result } = await page.evaluate(() => window.result);
    const settled = latencies.slice(2 * options.settle);
    return { player, ...result, complaints: complaints.slice(0, 10), latencyP50: percentile(settled, 0.5), latencyP95: percentile(settled, 0.95),
      latencyLast: latencies.at(-1) ?? null };
  } finally {
    await browser.close();
    await rm(profile, { recursive: true, force: true });
  }
}

const server = createServer(serve).listen(0, '127.0.0.1');
await new Promise((resolve) => server.once('listening', resolve));
let isSound = true;
for (const player of players) {
  const result = await play(player, server.address().port);
  console.log(JSON.stringify(result));
  isSound &&= result.started && result.stalls === 0 && result.errors.length === 0 && result.complaints.length === 0;
}
server.close();
process.exit(isSound ? 0 : 1);
