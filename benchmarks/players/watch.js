// What a picture goes through, in window.result.

window.result = { started: false, stalls: 0, stalledMs: 0, stalledAt: [], errors: [], latencies: [], frames: 0, dropped: 0, height: 0, version: '' };

/** Watches an element from now on; latency() gives seconds, or nothing as long as it is unknown. */
function watch(video, latency) {
  const { result } = window;
  const STALL_MS = 250;
  const JUMP_S = 1; // more than that at a time is a seek: the picture does not run yet
  let lastTime = -1;
  let movedAt = performance.now();
  let isStalled = false;
  const openedAt = movedAt;
  setInterval(() => {
    const now = performance.now();
    if (video.currentTime !== lastTime) {
      if (isStalled) result.stalledMs += now - movedAt;
      result.started ||= lastTime > 0 && Math.abs(video.currentTime - lastTime) < JUMP_S;
      lastTime = video.currentTime;
      movedAt = now;
      isStalled = false;
    } else if (result.started && !isStalled && now - movedAt > STALL_MS) {
      isStalled = true;
      result.stalls += 1;
      result.stalledAt.push(Math.round((now - openedAt) / 1000));
    }
    const quality = video.getVideoPlaybackQuality();
    Object.assign(result, { frames: quality.totalVideoFrames, dropped: quality.droppedVideoFrames, height: video.videoHeight,
      time: video.currentTime });
  }, 50);
  setInterval(() => {
    const seconds = latency();
    if (result.started && Number.isFinite(seconds)) result.latencies.push(seconds);
  }, 500);
}
