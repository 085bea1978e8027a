// The player page: controls, keyboard and figures around a Playback.

import { Playback } from './playback.js';
import { QualityMenu } from './quality.js';

const FIGURES_MS = 500;
const NOTICES = {
  waiting: ['Not on air yet', 'The picture starts by itself as soon as the channel does.'],
  reconnecting: ['Reconnecting', 'The connection to the server is lost; trying again.'],
  ended: ['The stream has ended', 'The next one starts by itself.'],
  blocked: ['Press play', 'This browser wants to be asked first.'],
  unsupported: ['This browser cannot play HLS', 'It offers neither Media Source Extensions nor HLS of its own.'],
};
const LABELS = {
  waiting: 'Waiting',
  live: 'Live',
  stalled: 'Stalled',
  reconnecting: 'Reconnecting',
  ended: 'Ended',
  blocked: 'Ready',
  unsupported: 'Not supported',
};

const find = (id) => document.getElementById(id);
const video = find('video');
const channel = channelName();
// Relative to the page, so that it works behind a path prefix.
const url = new URL(`../live/${encodeURIComponent(channel)}/playlist.m3u8`, location.href).href;
const playback = new Playback(video, url, showState);
const quality = new QualityMenu(find('quality'), playback);

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
  if (!video.paused) {
    video.pause();
    return;
  }
  playback.goToEdge();
  video.play().catch(() => {});
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

function onKey(event) {
  if (event.ctrlKey || event.metaKey || event.altKey || event.repeat) return;
  const action = { ' ': togglePlay, m: toggleMute, f: toggleFull, q: openQuality }[event.key.toLowerCase()];
  // Space on a focused button or link belongs to it, and every key to a menu.
  if (!action || (event.key === ' ' && event.target.closest('button, a'))) return;
  if (event.target.closest('select')) return;
  event.preventDefault();
  action();
}

const seconds = (value) => (Number.isFinite(value) ? `${value.toFixed(1)} s` : '–');

function showFigures() {
  quality.update();
  const { latency, clockLatency, bitrate, hls } = playback;
  const target = hls?.targetLatency;
  const frames = video.getVideoPlaybackQuality?.();
  find('latency').textContent =
    Number.isFinite(latency) && Number.isFinite(target)
      ? `${seconds(latency)} of ${seconds(target)}`
      : seconds(latency);
  find('clock').textContent = seconds(clockLatency);
  find('level').textContent = playback.playingLevel?.name ?? '–';
  find('picture').textContent = video.videoWidth ? `${video.videoWidth} × ${video.videoHeight}` : '–';
  find('bitrate').textContent = bitrate ? `${Math.round(bitrate / 1000)} kb/s` : '–';
  find('dropped').textContent = frames
    ? `${frames.droppedVideoFrames} of ${frames.totalVideoFrames}`
    : '–';
  find('stalls').textContent = String(playback.stalls);
}

/** What a test or a curious person may ask of the page. */
window.sluice = {
  get state() { return playback.state; },
  get stalls() { return playback.stalls; },
  get errors() { return playback.errors; },
  get latency() { return playback.latency; },
  get clockLatency() { return playback.clockLatency; },
  get levels() { return playback.levels; },
  get playingLevel() { return playback.playingLevel?.name ?? null; },
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
find('edge').addEventListener('click', () => playback.goToEdge());
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
