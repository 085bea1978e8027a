#!/usr/bin/env python3
"""An encoder that comes back, changes its picture and jumps in time, under LL-HLS: players go on, and the playlists stay what they are.

    benchmarks/compare/cmaf_breaks.py [--seconds 15] [--players hls.js,shaka]

Four stretches of passthrough: 640x360; the same again on a new connection, two seconds after the first is cut off; 1280x720 on
that connection; and that again 60 s later by its timestamps. Each player in Chromium (benchmarks/players, npm ci) watches a run of
its own from the first stretch on: it must meet no fatal error and be near the live edge when the last stretch ends. A stall while
nothing is sent is what it is. EXT-X-PART-INF, EXT-X-TARGETDURATION and the URLs of the media playlists must not change.
"""

import argparse
import json
import os
import re
import subprocess
import sys
import tempfile
import time

from ladder import Gateway, bundled_ffmpeg, make_source
from publishers import ROOT
from rtmp import Publisher, play, read_flv

CHANNEL = "breaks"
AWAY_SECONDS = 2
JUMP_MS = 60_000
LATE_SECONDS = 5
EARLY_SECONDS = 8
STRETCHES = 4


def terms(gateway):
    """What must not change: the media playlists by URL, and what each of them promises."""
    urls = set(re.findall(r"\bcmaf_\w+\.m3u8", gateway.text(f"/live/{CHANNEL}/cmaf.m3u8")))
    return {url: re.findall(r"^#EXT-X-(?:PART-INF|TARGETDURATION):.*", gateway.text(f"/live/{CHANNEL}/{url}"), re.M)
            for url in sorted(urls)}


def watch(gateway, name, seconds):
    """Starts a player once there is something to play."""
    url = f"http://127.0.0.1:{gateway.http}/live/{CHANNEL}/cmaf.m3u8"
    program = os.path.join(ROOT, "benchmarks", "players", "play.mjs")
    wait = f"until curl -sf {url} >/dev/null; do sleep 0.2; done; exec node {program} --seconds {seconds} {url} {name}"
    return subprocess.Popen(["sh", "-c", wait], stdout=subprocess.PIPE)


def publish(gateway, small, large, seconds):
    """Sends the stretches; yields after each."""
    publisher = Publisher(gateway.rtmp, CHANNEL)
    play(publisher, small)
    publisher.close()
    yield
    time.sleep(AWAY_SECONDS)
    publisher = Publisher(gateway.rtmp, CHANNEL)
    play(publisher, small)
    yield
    play(publisher, large, offset_ms=seconds * 1000)
    yield
    play(publisher, large, offset_ms=2 * seconds * 1000 + JUMP_MS)
    yield
    publisher.close()


def run(directory, options, small, large, name):
    """Returns (faults, what the player went through)."""
    gateway = Gateway(os.path.join(directory, name), settings={"ladders": [], "outputs": ["cmaf"]})
    gateway.start()
    try:
        stretches = publish(gateway, small, large, options.seconds)
        # It leaves a moment before the end: there is no edge to be near after that.
        player = watch(gateway, name, STRETCHES * options.seconds + AWAY_SECONDS - EARLY_SECONDS)
        seen = [terms(gateway) for _ in stretches]
        said = json.loads(player.communicate()[0])
    finally:
        gateway.close()
    faults = [f"{name}: stretch {number}: {found} instead of {seen[0]}" for number, found in enumerate(seen, 1) if found != seen[0]]
    if not seen[0]:
        faults.append(f"{name}: no media playlist")
    fatal = [error for error in said["errors"] if name != "hls.js" or error.startswith("fatal")]
    if fatal or said["complaints"] or not said["started"]:
        faults.append(f"{name}: {fatal} {said['complaints']} started {said['started']}")
    if said["latencyLast"] is None or said["latencyLast"] > LATE_SECONDS:
        faults.append(f"{name}: {said['latencyLast']} s behind at the end")
    return faults, said


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--seconds", type=int, default=15, help="of each stretch")
    parser.add_argument("--players", default="hls.js,shaka")
    options = parser.parse_args()
    faults = []
    with tempfile.TemporaryDirectory() as directory:
        small, large = (read_flv(make_source(bundled_ffmpeg(), os.path.join(directory, name), rate="2M", seconds=options.seconds,
                                             video=f"testsrc2=size={size}:rate=30"))
                        for name, size in (("small.flv", "640x360"), ("large.flv", "1280x720")))
        for name in options.players.split(","):
            found, said = run(directory, options, small, large, name)
            faults += found
            print(json.dumps(said))
    for fault in faults:
        print(fault)
    print(f"faults {len(faults)}")
    sys.exit(1 if faults else 0)


if __name__ == "__main__":
    main()
