#!/usr/bin/env python3
"""More ladders than the machine can carry: real time is kept, sound and picture stay together, and full quality comes back.

    benchmarks/compare/ladder_overload.py [--publishers 4] [--seconds 180]

Several 720p30 publishers of hard content, full ladders, nothing passes through; in every second the picture flashes white
and the sound beeps at the same moment. For --seconds: how far the newest segment is behind the wall clock, how far flash and
beep are apart in what comes out, resident memory, drops and warnings. Then all publishers but one stop: how long until its
rungs have every picture again.
"""

import argparse
import json
import os
import re
import subprocess
import sys
import tempfile
import time
from datetime import datetime, timezone

from ladder import HARD, RUNGS, Gateway, bundled_ffmpeg, make_source, publish, stop, wait_for

FLASH = HARD + ",drawbox=c=white:t=fill:enable='lt(mod(t\\,1)\\,0.099)'"
BEEP = "aevalsrc='if(lt(mod(t,1),0.1),0.7*sin(2*PI*1000*t),0)':s=48000"
SYNC_MAX_S = 0.045
LATE_MAX_S = 6.0


def behind(gateway, channel, rung):
    """Seconds from the wall clock back to the end of the newest segment."""
    last = gateway.media(channel, rung).segments[-1]
    begun = datetime.fromisoformat(last["time"].replace("Z", "+00:00"))
    return (datetime.now(timezone.utc) - begun).total_seconds() - last["duration"]


def sync(options, body):
    """How far each beep of a segment is from the time in which its flash began, in seconds."""
    with tempfile.NamedTemporaryFile(suffix=".ts") as file:
        file.write(body)
        file.flush()
        frames = subprocess.run(
            [options.ffprobe, "-v", "error", "-f", "lavfi", "-i", f"movie={file.name},scale=32:18,signalstats",
             "-show_entries", "frame=pts_time:frame_tags=lavfi.signalstats.YAVG", "-of", "csv=p=0"],
            capture_output=True, text=True, check=True).stdout
        sound = subprocess.run(
            [options.ffmpeg, "-nostdin", "-v", "info", "-hide_banner", "-copyts", "-i", file.name, "-map", "0:a",
             "-af", "silencedetect=noise=-25dB:d=0.3", "-f", "null", "-"], capture_output=True, text=True, check=True).stderr
    beeps = [float(end) for end in re.findall(r"silence_end: (\S+)", sound)]
    apart, before = [], None
    for line in frames.split():
        time_s, luma = (float(value) for value in line.split(",")[:2])
        is_white = luma > 215
        if is_white and before and not before[1]:
            # The flash began after the picture before this one, which may be a few dropped ones ago.
            nearest = min(beeps, key=lambda beep: abs(beep - time_s), default=None)
            if nearest is not None and abs(nearest - time_s) < 0.4:
                apart.append(max(0.0, nearest - time_s, before[0] - nearest))
        before = (time_s, is_white)
    return apart


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--publishers", type=int, default=4)
    parser.add_argument("--seconds", type=int, default=180)
    parser.add_argument("--ffmpeg", default=bundled_ffmpeg())
    options = parser.parse_args()
    options.ffprobe = os.path.join(os.path.dirname(options.ffmpeg), "ffprobe") if "/" in options.ffmpeg else "ffprobe"
    channels = [f"c{number}" for number in range(options.publishers)]
    with tempfile.TemporaryDirectory() as directory:
        source = make_source(options.ffmpeg, os.path.join(directory, "flash.flv"), video=FLASH, audio=BEEP, rate="6M")
        gateway = Gateway(os.path.join(directory, "gateway"))
        gateway.start()
        publishers = [publish(options.ffmpeg, source, gateway.rtmp_url(channel)) for channel in channels]
        bodies, lateness, rss = [], [], []
        try:
            started = time.monotonic()
            wait_for("every channel", 60, lambda: [gateway.media(channel, "240p30") for channel in channels])
            while time.monotonic() < started + options.seconds:
                time.sleep(5)
                passed = time.monotonic() - started
                late = max(behind(gateway, channel, "240p30") for channel in channels)
                lateness.append(late)
                rss.append((passed, gateway.rss_mib()))
                if passed > 30:
                    for rung in RUNGS:
                        playlist = gateway.media("c0", rung)
                        bodies.append(gateway.segment("c0", playlist.segments[-1]["uri"]))
            dropped = {rung: gateway.metric("sluice_transcode_frames_dropped_total", rung=rung) for rung in RUNGS}
            offered = {rung: gateway.metric("sluice_transcode_rung_offered", rung=rung) for rung in RUNGS}
            stop(*publishers[1:])
            relieved = time.monotonic()
            recovered = recovery(gateway, relieved)
        finally:
            stop(*publishers)
            gateway.close()
        with open(gateway.log) as log:
            warnings = [line.strip() for line in log if "WARN" in line]
    apart = [pair for body in bodies for pair in sync(options, body)]
    settled = [value for passed, value in rss if passed >= min(60, options.seconds / 2)]
    growth = settled[-1] / settled[0] - 1
    worst = max(apart, default=None)
    print(f"behind the wall clock: at most {max(lateness):.1f} s  flash to beep: {len(apart)} pairs, at most "
          f"{1000 * (worst or 0):.0f} ms apart  RSS {settled[0]:.0f} -> {settled[-1]:.0f} MiB ({growth:+.1%})")
    print(f"pictures dropped {dropped}  channels that list the rung {offered}  full quality {recovered:.1f} s after relief")
    for line in warnings[:8]:
        print("   ", line)
    sound = (max(lateness) <= LATE_MAX_S and worst is not None and worst <= SYNC_MAX_S and growth <= 0.05
             and recovered <= 15 and sum(dropped.values()) > 0 and bool(warnings))
    print(json.dumps({"behind_s": max(lateness), "sync_s": worst, "pairs": len(apart), "rss_growth": growth,
                      "dropped": dropped, "recovered_s": recovered}))
    sys.exit(0 if sound else 1)


def recovery(gateway, relieved):
    """Seconds after relief at which c0 last lost a picture or missed a rung, once that is 5 s ago."""
    last, dropped = time.monotonic(), None
    while time.monotonic() - last < 5 and time.monotonic() - relieved < 60:
        listed = gateway.text("/live/c0/playlist.m3u8")
        now = gateway.metric("sluice_transcode_frames_dropped_total", channel="c0")
        if now != dropped or not all(rung in listed for rung in RUNGS):
            last = time.monotonic()
        dropped = now
        time.sleep(0.25)
    return last - relieved


if __name__ == "__main__":
    main()
