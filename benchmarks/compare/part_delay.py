#!/usr/bin/env python3
"""How long after the last picture of a part was sent have those who wait for it their playlist?

    benchmarks/compare/part_delay.py [--readers 1,100,2000] [--seconds 20] [--floor] [--at-once]

Publishes one channel of 720p30 that is not transcoded, with all of its outputs, and lets readers wait for every part, each on
a connection of its own: from the last byte of the part's last picture in the publisher's socket to the last byte of the
answer in the reader's hands. Both ends run on this machine and read the same clock. The readers ask for the next part when
all have this one, since their own sending is nothing that a server can mend; with --at-once each asks when it is answered.
With --floor the same readers wait afterwards for what a bare loop of writes sends them, pinned to one core and the readers to
another: as many bytes, no HTTP, no channel. Beside the delays stands the processor time of the server for an answer, the request
for it included, and the share of the processors' time that the hypervisor gave to others.
Needs ffmpeg for the file, and the benchmarks' jar (mvn -pl benchmarks -am package -DskipTests).
"""

import argparse
import os
import re
import resource
import subprocess
import tempfile
import threading
import time

from publishers import ROOT, TICKS, Sluice, await_port, fetch
from rtmp import VIDEO, Publisher, read_flv

JAR = os.path.join(ROOT, "benchmarks", "target", "benchmarks.jar")
GOP, FRAMES_PER_PART = 60, 6
PARTS_PER_SEGMENT = GOP // FRAMES_PER_PART
PARTS_PER_SECOND = 5
WARM_UP_READERS, WARM_UP_SECONDS = 100, 25
PARTS_NOT_COUNTED = 50  # the readers are new at first
CLASSES = "dev.sluice.origin.http."
FILES_BESIDE_READERS = 500


def allow_files(count):
    """Lets this process, and those that it starts, have so many open files."""
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    if hard != resource.RLIM_INFINITY and hard < count:
        raise SystemExit(f"{count} open files are needed and {hard} are allowed: see ulimit -Hn")
    if soft < count:
        resource.setrlimit(resource.RLIMIT_NOFILE, (count, hard))


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


def stolen_ticks():
    return int(open("/proc/stat").readline().split()[8])


def cpu_seconds(pid):
    fields = open(f"/proc/{pid}/stat").read().rsplit(") ", 1)[1].split()
    return (int(fields[11]) + int(fields[12])) / TICKS


class Readers:
    """A process full of readers, and what its answers took of the server."""

    def __init__(self, port, path, readers, parts, asking, core=None):
        self.count, self.parts = readers, parts
        self.run = java("PartDelays", port, path, readers, PARTS_PER_SEGMENT, PARTS_NOT_COUNTED, parts, asking, core=core)
        self.run.stdout.readline()

    def read(self, sequence, server_pid):
        self.run.stdin.write(f"{sequence}\n")
        self.run.stdin.flush()
        self.run.stdout.readline()
        cpu, stolen, start = cpu_seconds(server_pid), stolen_ticks(), time.monotonic()
        self.answer_length = int(self.run.stdout.readline().split()[1])
        self.cpu_us = (cpu_seconds(server_pid) - cpu) / self.count / self.parts * 1e6
        self.stolen = (stolen_ticks() - stolen) / TICKS / (time.monotonic() - start) / os.cpu_count()

    def report(self, name, sent_ns):
        delays = self.run.communicate("".join(f"{ns}\n" for ns in sent_ns))[0].strip()
        print(f"{name:6} {delays}; {self.cpu_us:.0f} us of processor an answer, {self.stolen:.1%} stolen", flush=True)


def java(name, *arguments, core=None):
    pin = (lambda: os.sched_setaffinity(0, {core})) if core is not None else None
    return subprocess.Popen(["java", "-XX:+UseSerialGC", "-cp", JAR, CLASSES + name, *map(str, arguments)],
                            stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True, preexec_fn=pin)


def measure(server, path, origin, feed, readers, parts, asking, name="sluice"):
    run = Readers(server.http, path, readers, parts, asking)
    # Not while a segment is about to be listed: the one after the next is too far ahead to ask for.
    while not GOP // 3 < len(feed.sent_ns) % GOP < 2 * GOP // 3:
        time.sleep(0.01)
    skipped = len(feed.sent_ns) // GOP + 1
    run.read(origin + skipped, server.process.pid)
    counted = range(PARTS_NOT_COUNTED + 1, PARTS_NOT_COUNTED + parts + 1)
    run.report(name, [feed.sent_ns[skipped * GOP + part * FRAMES_PER_PART - 1] for part in counted])
    return run.answer_length


def measure_floor(readers, answer_length, parts, asking):
    floor = java("PartDelayFloor", readers, answer_length, PARTS_NOT_COUNTED + parts, 1000 // PARTS_PER_SECOND, core=0)
    run = Readers(floor.stdout.readline().strip(), "/live/cam/cmaf_720p30.m3u8", readers, parts, asking, core=1)
    run.read(1, floor.pid)
    run.report("floor", floor.communicate()[0].split()[PARTS_NOT_COUNTED:])


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--readers", default="1,100,2000")
    parser.add_argument("--seconds", type=int, default=20)
    parser.add_argument("--floor", action="store_true")
    parser.add_argument("--at-once", action="store_true")
    options = parser.parse_args()
    os.environ.setdefault("SLUICE_OUTPUTS", "ts,cmaf")
    os.environ.setdefault("SLUICE_HTTP_MAX_CONNECTIONS_PER_IP", "10000")
    counts = [int(count) for count in options.readers.split(",")]
    allow_files(max(counts) + FILES_BESIDE_READERS)
    asking = "at-once" if options.at_once else "later"
    parts = options.seconds * PARTS_PER_SECOND
    lengths = {}
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
            measure(server, path, origin, feed, WARM_UP_READERS, WARM_UP_SECONDS * PARTS_PER_SECOND, asking, "warming")
            for readers in counts:
                lengths[readers] = measure(server, path, origin, feed, readers, parts, asking)
            feed.is_over = True
            feed.join()
        finally:
            server.close()
    if options.floor:
        for readers, length in lengths.items():
            measure_floor(readers, length, parts, asking)


if __name__ == "__main__":
    main()
