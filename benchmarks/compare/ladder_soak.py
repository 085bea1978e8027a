#!/usr/bin/env python3
"""Hours of media through a ladder, faster than real time, with a publisher that comes back: does anything grow?

    benchmarks/compare/ladder_soak.py [--hours 2] [--speed 10] [--reconnect 300]

A small source and three small rungs, so that two cores follow at ten times real time. The publisher leaves without a word and
comes back every --reconnect seconds of media. Samples memory once in 5 minutes of media, and compares the end with the value
after a third of the time, when every path is compiled and every pool has its size; when the channel is over, no frame, packet or context of FFmpeg's may be left.
"""

import argparse
import json
import os
import sys
import tempfile
import time

from ladder import Gateway, bundled_ffmpeg, make_source, wait_for
from rtmp import Publisher, play, read_flv
from soak import sample

NATIVES = "sluice_transcode_native_objects"
RUNGS = [{"height": 180, "bitrate": "300kb/s"}, {"height": 120, "bitrate": "200kb/s"}, {"height": 90, "bitrate": "100kb/s"}]
LOOP_SECONDS = 60


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--hours", type=float, default=2)
    parser.add_argument("--speed", type=float, default=10)
    parser.add_argument("--reconnect", type=int, default=300, help="seconds of media; a multiple of 60")
    parser.add_argument("--ffmpeg", default=bundled_ffmpeg())
    options = parser.parse_args()
    samples = []
    with tempfile.TemporaryDirectory() as directory:
        source = make_source(options.ffmpeg, os.path.join(directory, "source.flv"), seconds=LOOP_SECONDS, rate="600k",
                             video="testsrc2=size=320x180:rate=30")
        tags = read_flv(source)
        media = [tag for tag in tags if not tag.is_header and tag.kind != 18]
        ladder = {"channels": "*", "passthrough": "never", "audio_passthrough": "never", "rungs": RUNGS}
        gateway = Gateway(os.path.join(directory, "gateway"), settings={
            "ladders": [ladder], "channels": {"resume_window": "5s", "ended_retention": "0s"}})
        gateway.start()
        try:
            sent = 0
            while sent < options.hours * 3600:
                publisher = Publisher(gateway.rtmp, "soak")
                for turn in range(options.reconnect // LOOP_SECONDS):
                    play(publisher, tags if turn == 0 else media, offset_ms=turn * LOOP_SECONDS * 1000, speed=options.speed)
                    sent += LOOP_SECONDS
                figures = {**sample(gateway), "natives": gateway.metric(NATIVES),
                           "dropped": gateway.metric("sluice_transcode_frames_dropped_total")}
                samples.append(figures)
                print(f"{sent / 60:5.0f} min  " + "  ".join(f"{name} {value:.1f}" for name, value in figures.items()), flush=True)
                publisher.close()
            wait_for("the end of the channel", 60, lambda: not gateway.text("/api/v1/channels").count('"soak"'))
            left = wait_for("FFmpeg's memory to be given back", 20, lambda: None if gateway.metric(NATIVES) else [0])
        finally:
            gateway.close()
    early, late = samples[len(samples) // 3], samples[-1]
    grown = {name: (late[name] - early[name]) / early[name] for name in ("rss_mib", "direct_mib", "descriptors", "threads")}
    print("after a third -> end: " + "  ".join(f"{name} {early[name]:.1f} -> {late[name]:.1f} ({share:+.1%})"
                                              for name, share in grown.items()) + f"  natives left {left[0]}")
    print(json.dumps({"samples": samples, "grown": grown}))
    sys.exit(0 if all(share <= 0.05 for share in grown.values()) else 1)


if __name__ == "__main__":
    main()
