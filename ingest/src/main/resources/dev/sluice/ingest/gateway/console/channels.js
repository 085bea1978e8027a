// The list of channels at "/": asks the server every two seconds and keeps the cards in step.

const REFRESH_MS = 2000;
const API_URL = 'api/v1/channels';

const list = document.getElementById('channels');
const publish = document.getElementById('publish');
const state = document.getElementById('state');
const cards = new Map();

document.getElementById('server').textContent = `rtmp://${location.hostname}:1935/live`;

function element(tag, className, parent) {
  const made = document.createElement(tag);
  made.className = className;
  parent.append(made);
  return made;
}

function card(channel) {
  const item = element('li', 'channel', list);
  const link = element('a', 'card', item);
  link.href = channel.watch;
  const picture = element('span', 'thumbnail', link);
  const thumbnail = element('img', '', picture);
  thumbnail.alt = '';
  thumbnail.hidden = true;
  thumbnail.addEventListener('load', () => (thumbnail.hidden = false));
  thumbnail.addEventListener('error', () => (thumbnail.hidden = true));
  const label = element('span', 'state', picture);
  element('strong', 'name', link).textContent = channel.name;
  const facts = element('span', 'facts', link);
  return { item, thumbnail, label, facts };
}

// The list names a new URL with each new picture; the old one stays until the new one is loaded.
function showThumbnail(image, url) {
  if (!url) image.hidden = true;
  else if (image.getAttribute('src') !== url) image.src = url;
}

function age(since) {
  const seconds = Math.max(0, Math.round((Date.now() - Date.parse(since)) / 1000));
  const [hours, minutes] = [Math.floor(seconds / 3600), Math.floor(seconds / 60) % 60];
  if (hours > 0) return `${hours} h ${minutes} min`;
  return minutes > 0 ? `${minutes} min` : `${seconds} s`;
}

function show(channels) {
  const names = new Set(channels.map((channel) => channel.name));
  for (const [name, { item }] of cards) {
    if (!names.has(name)) {
      item.remove();
      cards.delete(name);
    }
  }
  for (const channel of channels) {
    if (!cards.has(channel.name)) cards.set(channel.name, card(channel));
    const { thumbnail, label, facts } = cards.get(channel.name);
    showThumbnail(thumbnail, channel.thumbnail);
    label.dataset.state = channel.state;
    label.textContent = channel.state;
    const { protocol, resolution, video, audio } = channel;
    facts.textContent = [age(channel.since), protocol.toUpperCase(), resolution, video, audio]
      .filter(Boolean)
      .join(' · ');
  }
  const live = channels.filter((channel) => channel.state === 'live').length;
  say(live > 0 ? 'live' : 'waiting', live > 0 ? `${live} on air` : 'Nothing on air');
  publish.hidden = channels.length > 0;
}

function say(name, text) {
  state.dataset.state = name;
  if (state.textContent !== text) state.textContent = text;
}

async function refresh() {
  try {
    const response = await fetch(API_URL, { cache: 'no-store', signal: AbortSignal.timeout(5000) });
    if (response.ok) show(await response.json());
    else say('ended', response.status === 403 ? 'The list is not open from here' : 'No list');
  } catch {
    say('reconnecting', 'Reconnecting');
  }
  setTimeout(refresh, REFRESH_MS);
}

refresh();
