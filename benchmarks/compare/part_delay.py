#!/usr/bin/env python3
"""How long after the last picture of a part was sent have those who wait for it their playlist?

    benchmarks/compare/part_delay.py [--readers 1,100,2000] [--seconds 20]

Publishes one channel of 720p30 that is not transcoded, with all of its outputs, and lets readers wait for every part, each on
a connection of its own: from the last byte of the part's last picture in the publisher's socket to the last byte of the
answer in the reader's hands. Both ends run on this machine and read the same clock. Needs ffmpeg for the file, and the
benchmarks' jar (mvn -pl benchmarks -am package -DskipTests).
"""

import argparse
import os
import re
import subprocess
import sys
import tempfile
import threading
import time

from publishers import ROOT, Sluice, await_port, fetch
from rtmp import VIDEO, Publisher, read_flv

JAR = os.path.join(ROOT, "benchmarks", "target", "benchmarks.jar")
GOP, FRAMES_PER_PART = 60, 6
PARTS_PER_SEGMENT = GOP // FRAMES_PER_PART
WARM_UP_SECONDS = 25


class Feed(threading.Thread):
    """Publishes a file over and over in real time, and knows when each picture was sent."""

    def __init__(self, port, tags):
        super().__init__(daemon=True)
        self.port, self.tags = port, tags
        self.sent_ns = []
        self.is_over = False

    def run(self):
        publisher = Publisher(self.port, "cam")
        media = [tag for tag in self.tags if not tag.is_header and not tag.is_end and tag.kind in (8, VIDEO)]
        for tag in self.tags:
            if tag.is_header:
                publisher.send(tag, 0)
        pictures = [tag.ms for tag in media if tag.kind == VIDEO]
        length = pictures[-1] - pictures[0] + 33
        start, offset = time.monotonic(), 0
        while not self.is_over:
            for tag in media:
                if tag.kind != VIDEO and tag.ms >= pictures[0] + length:
                    continue
                time.sleep(max(0, start + (offset + tag.ms) / 1000 - time.monotonic()))
                publisher.send(tag, offset + tag.ms)
                if tag.kind == VIDEO:
                    self.sent_ns.append(time.monotonic_ns())
                if self.is_over:
                    return
            offset += length


def find(port):
    """The path of the video's playlist, and the number of the segment that began with the first picture."""
    for _ in range(300):
        time.sleep(0.1)
        try:
            multivariant = fetch(port, "/live/cam/cmaf.m3u8").decode()
            path = "/live/cam/" + multivariant.strip().splitlines()[-1]
            return path, int(re.search(r"MEDIA-SEQUENCE:(\d+)", fetch(port, path).decode()).group(1))
        except LookupError:
            continue
    raise SystemExit("there is no playlist")


def measure(port, path, origin, feed, readers, parts):
    run = subprocess.Popen(["java", "-XX:+UseSerialGC", "-cp", JAR, "dev.sluice.origin.http.PartDelays", str(port), path,
                            str(readers), str(PARTS_PER_SEGMENT), str(parts)],
                           stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
    run.stdout.readline()
    skipped = len(feed.sent_ns) // GOP + 1
    run.stdin.write(f"{origin + skipped}\n")
    run.stdin.flush()
    run.stdout.readline()
    pictures = (skipped * GOP + part * FRAMES_PER_PART - 1 for part in range(1, parts + 1))
    print(run.communicate("".join(f"{feed.sent_ns[picture]}\n" for picture in pictures))[0].strip(), flush=True)
    return run.returncode


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--readers", default="1,100,2000")
    parser.add_argument("--seconds", type=int, default=20)
    options = parser.parse_args()
    os.environ.setdefault("SLUICE_OUTPUTS", "ts,cmaf")
    os.environ.setdefault("SLUICE_HTTP_MAX_CONNECTIONS_PER_IP", "10000")
    status = 0
    with tempfile.TemporaryDirectory() as directory:
        source = os.path.join(directory, "source.flv")
        subprocess.run(["ffmpeg", "-nostdin", "-loglevel", "error", "-f", "lavfi", "-i",
                        "testsrc2=size=1280x720:rate=30,noise=alls=20:allf=t", "-f", "lavfi", "-i",
                        "sine=frequency=440:sample_rate=48000", "-t", "20", "-c:v", "libx264", "-preset", "ultrafast",
                        "-g", str(GOP), "-keyint_min", str(GOP), "-sc_threshold", "0", "-bf", "0", "-pix_fmt",
                        "yuv420p", "-b:v", "2400k", "-maxrate", "2400k", "-bufsize", "2400k", "-c:a", "aac",
                        "-b:a", "128k", source], check=True)
        server = Sluice(directory)
        server.start()
        try:
            await_port(server.rtmp)
            await_port(server.http)
            feed = Feed(server.rtmp, read_flv(source))
            feed.start()
            path, origin = find(server.http)
            time.sleep(WARM_UP_SECONDS)
            for readers in options.readers.split(","):
                status |= measure(server.http, path, origin, feed, int(readers), options.seconds * 5)
            feed.is_over = True
            feed.join()
        finally:
            server.close()
    sys.exit(status)


if __name__ == "__main__":
    main()
