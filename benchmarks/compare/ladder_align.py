#!/usr/bin/env python3
"""Are the rungs of a ladder the same stream? Every segment of every rung, for as long as asked.

    benchmarks/compare/ladder_align.py [--minutes 10] [--rate 30000/1001]

One publisher of 720p at a rate that milliseconds cannot express; nothing passes through. For every media sequence number:
the same first presentation time, frame count and audio frames in every rung; the first picture is the only random access
point; the frame count is that of all other segments. In the end the sum of EXTINF against the media time, within one frame.
"""

import argparse
import json
import os
import subprocess
import sys
import tempfile
import time
from fractions import Fraction

from ladder import RUNGS, Gateway, bundled_ffmpeg, make_source, publish, stop, wait_for


def inspect(ffprobe, body):
    """The first PTS, pictures, random access points and the audio times of a segment, in 90 kHz ticks."""
    found = subprocess.run([ffprobe, "-v", "error", "-show_entries", "packet=codec_type,pts,flags", "-of", "json", "-"],
                           input=body, capture_output=True, check=True)
    packets = json.loads(found.stdout)["packets"]
    video = [packet for packet in packets if packet["codec_type"] == "video"]
    return {"first": video[0]["pts"], "pictures": len(video),
            "random_access": [at for at, packet in enumerate(video) if "K" in packet["flags"]],
            "audio": [packet["pts"] for packet in packets if packet["codec_type"] == "audio"],
            "errors": found.stderr.decode()}


class Follower:
    """Looks at every segment of every rung once."""

    def __init__(self, gateway, ffprobe):
        self.gateway, self.ffprobe = gateway, ffprobe
        self.segments = {rung: {} for rung in RUNGS}

    def look(self):
        for rung, seen in self.segments.items():
            for segment in self.gateway.media("align", rung).segments:
                if segment["number"] not in seen:
                    body = self.gateway.segment("align", segment["uri"])
                    seen[segment["number"]] = {**segment, **inspect(self.ffprobe, body)}


def faults(segments, rate):
    top, *others = RUNGS
    # The last numbers may be listed in one rung only.
    numbers = sorted(set.intersection(*(set(seen) for seen in segments.values())))
    if len(numbers) < 3:
        yield f"only {len(numbers)} numbers in every rung"
        return
    if numbers != list(range(numbers[0], numbers[-1] + 1)):
        yield f"numbers are missing between {numbers[0]} and {numbers[-1]}"
    usual = segments[top][numbers[1]]["pictures"]
    for number in numbers:
        for rung in RUNGS:
            segment = segments[rung][number]
            if segment["random_access"] != [0]:
                yield f"{number} {rung}: random access points at {segment['random_access']}"
            if segment["pictures"] != usual:
                yield f"{number} {rung}: {segment['pictures']} pictures, {usual} elsewhere"
            if segment["gap"] or segment["discontinuity"] or segment["errors"]:
                yield f"{number} {rung}: a gap, a break or an error of ffprobe: {segment['errors']}"
        for rung in others:
            for what in ("first", "audio", "duration"):
                if segments[rung][number][what] != segments[top][number][what]:
                    yield f"{number}: {what} differs between {top} and {rung}"
    for rung in RUNGS:
        listed = sum(segments[rung][number]["duration"] for number in numbers[:-1])
        media = (segments[rung][numbers[-1]]["first"] - segments[rung][numbers[0]]["first"]) / 90_000
        if abs(listed - media) > 1 / rate:
            yield f"{rung}: EXTINF adds up to {listed:.4f} s, the media to {media:.4f} s"


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--minutes", type=float, default=10)
    parser.add_argument("--rate", type=Fraction, default=Fraction(30000, 1001))
    parser.add_argument("--ffmpeg", default=bundled_ffmpeg())
    options = parser.parse_args()
    ffprobe = os.path.join(os.path.dirname(options.ffmpeg), "ffprobe") if "/" in options.ffmpeg else "ffprobe"
    with tempfile.TemporaryDirectory() as directory:
        # Looped by the publisher at a whole number of pictures, so that no splice disturbs the rate.
        seconds = float(int(60 * options.minutes + 20) // 2 * 60 / options.rate)
        source = make_source(options.ffmpeg, os.path.join(directory, "source.flv"), rate="6M", seconds=seconds,
                             video=f"testsrc2=size=1280x720:rate={options.rate}")
        gateway = Gateway(os.path.join(directory, "gateway"))
        gateway.start()
        publisher = publish(options.ffmpeg, source, gateway.rtmp_url("align"))
        try:
            follower = Follower(gateway, ffprobe)
            wait_for("the first segments", 30, lambda: [gateway.media("align", rung) for rung in RUNGS])
            end = time.monotonic() + options.minutes * 60
            while time.monotonic() < end:
                follower.look()
                time.sleep(2)
            dropped = gateway.metric("sluice_transcode_frames_dropped_total")
        finally:
            stop(publisher)
            gateway.close()
    found = list(faults(follower.segments, options.rate))
    for fault in found[:20]:
        print(fault)
    counts = {rung: len(seen) for rung, seen in follower.segments.items()}
    print(f"segments {counts}  pictures a segment {next(iter(follower.segments['240p30'].values()))['pictures']}  "
          f"pictures dropped {dropped:.0f}  faults {len(found)}")
    print(json.dumps({"segments": counts, "dropped": dropped, "faults": len(found)}))
    sys.exit(1 if found else 0)


if __name__ == "__main__":
    main()
