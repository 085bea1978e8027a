// One player on one URL. The address says which: ?player=NAME&url=URL&hls=JSON.

const query = new URLSearchParams(location.search);
const url = query.get('url');
const video = document.getElementById('video');
const { result } = window;

// That of the machine, whatever Date says.
const nowMs = () => performance.timeOrigin + performance.now();

const load = (src) => new Promise((resolve, reject) => {
  const script = document.createElement('script');
  script.src = `/modules/${src}`;
  script.onload = resolve;
  script.onerror = () => reject(new Error(`cannot load ${src}`));
  document.head.append(script);
});

// Each returns a function that gives the latency in seconds, or undefined.
const players = {
  'hls.js': () => playHls('hls.js/dist/hls.min.js'),
  'hls.js-1.4': () => playHls('hls.js-1.4/dist/hls.min.js'),

  async shaka() {
    await load('shaka-player/dist/shaka-player.compiled.js');
    shaka.polyfill.installAll();
    result.version = shaka.Player.version;
    const player = new shaka.Player();
    player.addEventListener('error', ({ detail }) => result.errors.push(`${detail.severity} ${detail.code}`));
    await player.attach(video);
    await player.load(url);
    await video.play();
    return () => (nowMs() - player.getPlayheadTimeAsDate()) / 1000;
  },

  async 'video.js'() {
    await load('video.js/dist/video.min.js');
    result.version = videojs.VERSION;
    const player = videojs(video, { html5: { vhs: { overrideNative: true, llhls: true } }, liveui: false });
    player.on('error', () => result.errors.push(player.error().message));
    player.src({ src: url, type: 'application/x-mpegURL' });
    await player.play();
    return () => undefined;
  },

  async 'dash.js'() {
    await load('dashjs/dist/modern/umd/dash.all.min.js');
    const player = dashjs.MediaPlayer().create();
    result.version = player.getVersion();
    player.on(dashjs.MediaPlayer.events.ERROR, ({ error }) => result.errors.push(`${error.code} ${error.message}`));
    player.updateSettings({ streaming: { liveCatchup: { enabled: true } } });
    player.initialize(video, url, true);
    return () => player.getCurrentLiveLatency();
  },

  async native() {
    video.addEventListener('error', () => result.errors.push(video.error.message));
    video.src = url;
    await video.play();
    return () => undefined;
  },
};

async function playHls(script) {
  await load(script);
  result.version = Hls.version;
  const hls = new Hls({ lowLatencyMode: true, maxLiveSyncPlaybackRate: 1.5, liveDurationInfinity: true,
    ...JSON.parse(query.get('hls')) });
  hls.on(Hls.Events.ERROR, (_, { fatal, details }) => {
    if (fatal || details === 'bufferStalledError') result.errors.push(`${fatal ? 'fatal ' : ''}${details}`);
  });
  hls.loadSource(url);
  hls.attachMedia(video);
  return () => (hls.playingDate ? (nowMs() - hls.playingDate) / 1000 : hls.latency);
}

try {
  watch(video, await players[query.get('player')]());
} catch (error) {
  result.errors.push(String(error));
}
