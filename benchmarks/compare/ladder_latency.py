#!/usr/bin/env python3
"""What the ladder adds to the latency: from the last byte of a source picture to its units of every rung in the ring.

    benchmarks/compare/ladder_latency.py [--seconds 60]

One publisher of 720p30, everything is encoded; first a test pattern, then hard content (mandelbrot plus noise). The gateway
itself takes the times, in the histogram sluice_transcode_latency_seconds: what is printed is the bound of the bucket that holds
the median and the 99th percentile, of the pictures after the first 20 s.
"""

import argparse
import json
import os
import re
import sys
import tempfile
import time

from ladder import HARD, Gateway, bundled_ffmpeg, make_source, publish, stop

SOURCES = {"test pattern": "testsrc2=size=1280x720:rate=30", "hard": HARD}
MEDIAN_MAX_S, P99_MAX_S = 0.04, 0.1


def buckets(gateway):
    found = re.findall(r'^sluice_transcode_latency_seconds_bucket\{le="([^"]+)"\} (\S+)$', gateway.text("/metrics"), re.M)
    return {float(bound): float(count) for bound, count in found}


def percentile(counts, share):
    """The bound of the bucket that holds the picture at a share of all."""
    return min(bound for bound, count in counts.items() if count >= share * counts[float("inf")])


def measure(options, directory, content):
    source = make_source(options.ffmpeg, os.path.join(directory, "source.flv"), video=SOURCES[content])
    gateway = Gateway(os.path.join(directory, content.replace(" ", "-")))
    gateway.start()
    publisher = publish(options.ffmpeg, source, gateway.rtmp_url("latency"))
    try:
        time.sleep(20)
        before, lost = buckets(gateway), gateway.metric("sluice_transcode_frames_dropped_total")
        time.sleep(options.seconds)
        counts = {bound: count - before[bound] for bound, count in buckets(gateway).items()}
        lost = gateway.metric("sluice_transcode_frames_dropped_total") - lost
    finally:
        stop(publisher)
        gateway.close()
    result = {"content": content, "pictures": counts[float("inf")], "median_s": percentile(counts, 0.5),
              "p99_s": percentile(counts, 0.99), "dropped": lost}
    print(f"{content}: {result['pictures']:.0f} pictures, {lost:.0f} dropped, median at most "
          f"{1000 * result['median_s']:.0f} ms, 99th percentile at most {1000 * result['p99_s']:.0f} ms  "
          + "  ".join(f"<={1000 * bound:.0f} ms: {count:.0f}" for bound, count in sorted(counts.items()) if count), flush=True)
    return result


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--seconds", type=int, default=60)
    parser.add_argument("--ffmpeg", default=bundled_ffmpeg())
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as directory:
        results = [measure(options, directory, content) for content in SOURCES]
    print(json.dumps(results))
    sys.exit(0 if all(r["median_s"] <= MEDIAN_MAX_S and r["p99_s"] <= P99_MAX_S for r in results) else 1)


if __name__ == "__main__":
    main()
