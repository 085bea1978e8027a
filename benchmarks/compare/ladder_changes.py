#!/usr/bin/env python3
"""A source that changes in mid-stream: one break a change, at the same number in every rung, and the rungs stay what they are.

    benchmarks/compare/ladder_changes.py [--seconds 14] [--player]

One RTMP session of 640x360 at 30/s with 48 kHz, then 1280x720 at 25/s with 44.1 kHz, then the first again, with rising
timestamps and new sequence headers. Looks at every rung's playlist and at the multivariant playlist, and decodes all media; with
--player hls.js has to play through both changes (needs npm ci in benchmarks/players, and Chromium).
"""

import argparse
import json
import os
import re
import subprocess
import sys
import tempfile

from ladder import Gateway, bundled_ffmpeg, make_source, wait_for
from publishers import ROOT
from rtmp import Publisher, play, read_flv


def variants(gateway):
    """CODECS and RESOLUTION of every rung that the multivariant playlist lists."""
    text = gateway.text("/live/changes/playlist.m3u8")
    return {rung: (codecs, size) for codecs, size, rung in
            re.findall(r'CODECS="([^"]*)",RESOLUTION=(\d+x\d+).*\nplaylist_(\w+)\.m3u8', text)}


def follow(options, gateway):
    """Starts hls.js in Chromium once there is something to play, until the third stretch is on its screen."""
    program = os.path.join(ROOT, "benchmarks", "players", "play.mjs")
    url = f"http://127.0.0.1:{gateway.http}/live/changes/playlist.m3u8"
    wait = f"until curl -sf {url} >/dev/null; do sleep 0.2; done; exec node {program} --seconds {2.5 * options.seconds:.0f} {url} hls.js"
    return subprocess.Popen(["sh", "-c", wait], stdout=subprocess.PIPE)


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--seconds", type=int, default=14, help="of each stretch")
    parser.add_argument("--player", action="store_true", help="let hls.js play it in Chromium (benchmarks/players)")
    parser.add_argument("--ffmpeg", default=bundled_ffmpeg())
    options = parser.parse_args()
    faults = []
    with tempfile.TemporaryDirectory() as directory:
        def source(name, size, rate, sample_rate):
            return make_source(options.ffmpeg, os.path.join(directory, name), seconds=options.seconds, rate="4M", gop=2 * rate,
                               video=f"testsrc2=size={size}:rate={rate}", audio=f"sine=frequency=440:sample_rate={sample_rate}")

        small = read_flv(source("small.flv", "640x360", 30, 48000))
        large = read_flv(source("large.flv", "1280x720", 25, 44100))
        gateway = Gateway(os.path.join(directory, "gateway"), settings={"packager": {"playlist_segments": 60},
                                                                                  "channels": {"resume_window": "1s"}})
        gateway.start()
        try:
            publisher = Publisher(gateway.rtmp, "changes")
            player = follow(options, gateway) if options.player else None
            play(publisher, small)
            before = variants(gateway)
            for number, tags in enumerate((large, small), 1):
                play(publisher, tags, offset_ms=number * options.seconds * 1000)
            after = variants(gateway)
            if player and player.wait():
                faults.append(f"hls.js: {player.stdout.read().decode().strip()}")
            publisher.close()
            rungs = list(after)
            playlists = {rung: wait_for(f"the end of {rung}", 60, lambda: ended(gateway, rung)) for rung in rungs}
            if before != after:
                faults.append(f"the rungs were {before} and are {after}")
            breaks = {rung: [segment["number"] for segment in playlists[rung].segments if segment["discontinuity"]]
                      for rung in rungs}
            numbers = {rung: [segment["number"] for segment in playlists[rung].segments] for rung in rungs}
            for rung in rungs:
                if len(breaks[rung]) != 2 or breaks[rung] != breaks[rungs[0]] or numbers[rung] != numbers[rungs[0]]:
                    faults.append(f"{rung}: breaks at {breaks[rung]}, {rungs[0]}: at {breaks[rungs[0]]}")
                said = subprocess.run([options.ffmpeg, "-nostdin", "-v", "error", "-i",
                                       f"http://127.0.0.1:{gateway.http}/live/changes/playlist_{rung}.m3u8", "-f", "null", "-"],
                                      capture_output=True, text=True, check=True).stderr
                # At a break the new sound may begin within the last frame of the old.
                errors = [line for line in said.splitlines() if "monotonically increasing dts to muxer" not in line]
                if errors:
                    faults.append(f"{rung}: {errors[0]}")
                longest = max(segment["duration"] for segment in playlists[rung].segments)
                if round(longest) > playlists[rung].target:
                    faults.append(f"{rung}: a segment of {longest} s, target duration {playlists[rung].target}")
        finally:
            gateway.close()
    for fault in faults:
        print(fault)
    print(f"rungs {after}  breaks {breaks}  faults {len(faults)}")
    print(json.dumps({"rungs": after, "breaks": breaks, "faults": faults}))
    sys.exit(1 if faults else 0)


def ended(gateway, rung):
    playlist = gateway.media("changes", rung)
    return playlist if playlist.ended else None


if __name__ == "__main__":
    main()
