// The player page: controls, keyboard and figures around a Playback.

import { ServerClock } from './clock.js';
import { Playback } from './playback.js';
import { QualityMenu } from './quality.js';
import { SeekBar } from './seekbar.js';

const FIGURES_MS = 500;
const STEP_MS = 5000;
const VOLUME_STEP = 0.1;
const NOTICES = {
  waiting: ['Not on air yet', 'The picture starts by itself as soon as the channel does.'],
  reconnecting: ['Reconnecting', 'The connection to the server is lost; trying again.'],
  ended: ['The stream has ended', 'The next one starts by itself.'],
  blocked: ['Press play', 'This browser wants to be asked first.'],
  unsupported: ['This browser cannot play HLS', 'It offers neither Media Source Extensions nor HLS of its own.'],
};
const LABELS = {
  waiting: 'Waiting',
  opening: 'Opening',
  live: 'Live',
  stalled: 'Stalled',
  reconnecting: 'Reconnecting',
  ended: 'Ended',
  blocked: 'Ready',
  paused: 'Paused',
  unsupported: 'Not supported',
};

const find = (id) => document.getElementById(id);
const video = find('video');
const channel = channelName();
// Relative to the page, so that it works behind a path prefix.
const base = new URL(`../live/${encodeURIComponent(channel)}/`, location.href).href;
const clock = new ServerClock(new URL('../time', location.href).href);
const playback = new Playback(video, base, clock, showState);
const seekBar = new SeekBar(find('seek'), find('behind'), find('edge'), playback);
const quality = new QualityMenu(find('quality'), playback.levels);

function channelName() {
  const last = location.pathname.slice(location.pathname.lastIndexOf('/') + 1);
  try {
    return decodeURIComponent(last);
  } catch {
    return last;
  }
}

function showState(state) {
  find('state').dataset.state = state;
  find('state').textContent = LABELS[state];
  const [title, detail] = NOTICES[state] ?? [];
  find('notice').hidden = !title;
  find('notice-title').textContent = title ?? '';
  find('notice-detail').textContent = detail ?? '';
  showSound();
}

function showSound() {
  find('mute').textContent = video.muted ? 'Unmute' : 'Mute';
  find('unmute').hidden = !video.muted || playback.state !== 'live';
}

function togglePlay() {
  if (video.paused) playback.resume();
  else video.pause();
}

function step(ms) {
  const range = playback.range;
  if (range) playback.seekTo(range.shownMs + ms);
  seekBar.update();
}

function changeVolume(by) {
  video.volume = Math.min(1, Math.max(0, video.volume + by));
  video.muted = video.volume === 0;
}

function toggleMute() {
  video.muted = !video.muted;
}

function openQuality() {
  const select = find('quality');
  select.focus();
  // Not every browser opens a menu for a script; the arrow keys work either way.
  select.showPicker?.();
}

function toggleFull() {
  if (document.fullscreenElement) document.exitFullscreen();
  else if (find('stage').requestFullscreen) find('stage').requestFullscreen().catch(() => {});
  // Phones of one maker give full screen to the video alone.
  else video.webkitEnterFullscreen?.();
}

const KEYS = {
  ' ': togglePlay,
  arrowleft: () => step(-STEP_MS),
  arrowright: () => step(STEP_MS),
  arrowup: () => changeVolume(VOLUME_STEP),
  arrowdown: () => changeVolume(-VOLUME_STEP),
  l: () => playback.goLive(),
  m: toggleMute,
  f: toggleFull,
  q: openQuality,
};

function onKey(event) {
  if (event.ctrlKey || event.metaKey || event.altKey) return;
  const key = event.key.toLowerCase();
  const action = KEYS[key];
  if (!action || (event.repeat && !key.startsWith('arrow'))) return;
  // Space on a focused button or link belongs to it, and every key to a menu.
  if (event.key === ' ' && event.target.closest('button, a')) return;
  if (event.target.closest('select')) return;
  event.preventDefault();
  action();
}

const seconds = (value, digits = 1) => (Number.isFinite(value) ? `${value.toFixed(digits)} s` : '–');

function showFigures() {
  quality.update();
  seekBar.update();
  const { latency, clockLatency, bitrate, hls, stalls, levels } = playback;
  const target = hls?.targetLatency;
  const frames = video.getVideoPlaybackQuality?.();
  find('latency').textContent = seconds(clockLatency, 2);
  find('buffer').textContent =
    Number.isFinite(latency) && Number.isFinite(target)
      ? `${seconds(latency)} of ${seconds(target)}`
      : seconds(latency);
  find('level').textContent = levels.playing?.name ?? '–';
  find('picture').textContent = video.videoWidth ? `${video.videoWidth} × ${video.videoHeight}` : '–';
  find('bitrate').textContent = bitrate ? `${Math.round(bitrate / 1000)} kb/s` : '–';
  find('dropped').textContent = frames
    ? `${frames.droppedVideoFrames} of ${frames.totalVideoFrames}`
    : '–';
  find('stalls').textContent = stalls.count ? `${stalls.count} · ${seconds(stalls.totalMs / 1000)}` : '0';
}

/** What a test or a curious person may ask of the page. */
window.sluice = {
  get state() { return playback.state; },
  get stalls() { return playback.stalls.count; },
  get errors() { return playback.errors; },
  get latency() { return playback.latency; },
  get targetLatency() { return playback.targetLatency; },
  get clockLatency() { return playback.clockLatency; },
  get playlist() { return playback.playlist; },
  get range() { return playback.range; },
  get isAtEdge() { return playback.isAtEdge; },
  get levels() { return playback.levels.all; },
  get playingLevel() { return playback.levels.playing?.name ?? null; },
  get muted() { return video.muted; },
  get currentTime() { return video.currentTime; },
  get decodedFrames() { return video.getVideoPlaybackQuality?.().totalVideoFrames ?? 0; },
  get droppedFrames() { return video.getVideoPlaybackQuality?.().droppedVideoFrames ?? 0; },
};

document.title = `${channel} – Sluice`;
find('channel').textContent = channel;
find('play').addEventListener('click', togglePlay);
find('mute').addEventListener('click', toggleMute);
find('unmute').addEventListener('click', toggleMute);
find('full').addEventListener('click', toggleFull);
for (const surface of [video, find('notice')]) surface.addEventListener('click', togglePlay);
video.addEventListener('volumechange', showSound);
for (const event of ['play', 'pause']) {
  video.addEventListener(event, () => (find('play').textContent = video.paused ? 'Play' : 'Pause'));
}
document.addEventListener('keydown', onKey);
setInterval(showFigures, FIGURES_MS);
showState('waiting');
playback.start();
