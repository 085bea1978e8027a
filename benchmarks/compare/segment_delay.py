#!/usr/bin/env python3
"""How long after the picture that ends a segment was sent does a reader hold the segment, here and in nginx-rtmp?

    benchmarks/compare/segment_delay.py [--seconds 60] [--turns 2] [--poll 0.002] [--servers sluice,nginx]

Publishes 720p30 with a key frame every two seconds, not transcoded, while a process of its own asks for the playlist every
--poll seconds and fetches what is new in it, over one connection. A delay runs from the last byte of the key frame that begins
the next segment in the publisher's socket to the last byte of the segment at the reader: until it is listed, and until it is
read. Both ends run on this machine and read the same clock; the servers take turns. Printed with it: how long after the begin
of publishing the first segment was read, and the share of the processors' time that the hypervisor gave to others.
Needs ffmpeg, and Debian's nginx and libnginx-mod-rtmp for the comparison.
"""

import argparse
import multiprocessing
import os
import socket
import statistics
import subprocess
import sys
import tempfile
import time

from part_delay import stolen_ticks
from publishers import TICKS, Nginx, Sluice, await_port
from rtmp import Publisher, play, read_flv

GOP_SECONDS = 2
CHANNEL = "lag"


class Client:
    """One connection that asks for one thing after the other."""

    def __init__(self, port):
        self.socket = socket.create_connection(("127.0.0.1", port), 10)
        self.socket.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        self.buffer = bytearray(16 << 20)

    def get(self, path):
        """The status and the body."""
        self.socket.sendall(f"GET {path} HTTP/1.1\r\nHost: localhost\r\n\r\n".encode())
        length, end, total = 0, -1, None
        while total is None or length < total:
            count = self.socket.recv_into(memoryview(self.buffer)[length:])
            if not count:
                raise OSError("the server closed the connection")
            length += count
            if total is None:
                end = self.buffer.find(b"\r\n\r\n", 0, length)
                if end >= 0:
                    head = bytes(self.buffer[:end]).lower()
                    total = end + 4 + int(head.split(b"content-length:")[1].split(b"\r\n")[0])
        return int(self.buffer[9:12]), bytes(self.buffer[end + 4:total])


def uris(playlist):
    return [line for line in playlist.decode().splitlines() if line and not line.startswith("#")]


def follow(port, path, poll, results, stop):
    """Fetches each segment as soon as it is listed; puts down when it was listed and when it was there."""
    client, seen = Client(port), {}
    while not stop.is_set():
        time.sleep(poll)
        status, body = client.get(path)
        if status != 200:
            continue
        listed = time.monotonic()
        for uri in uris(body):
            if uri.endswith(".m3u8"):
                path = path.rsplit("/", 1)[0] + "/" + uri
            elif uri not in seen:
                status, segment = client.get(path.rsplit("/", 1)[0] + "/" + uri)
                seen[uri] = (listed, time.monotonic(), len(segment) if status == 200 else 0)
    results.put(list(seen.values()))


def measure(server, tags, options):
    server.start()
    results, stop = multiprocessing.Queue(), multiprocessing.Event()
    try:
        await_port(server.rtmp)
        await_port(server.http)
        path = f"/live/{CHANNEL}/playlist.m3u8" if server.name == "sluice" else server.playlist(CHANNEL)
        reader = multiprocessing.Process(target=follow, args=(server.http, path, options.poll, results, stop))
        reader.start()
        time.sleep(2)
        key_frames = []
        stolen, begin = stolen_ticks(), time.monotonic()
        publisher = Publisher(server.rtmp, CHANNEL)
        play(publisher, tags,
             on_sent=lambda tag, _, sent: key_frames.append(sent) if tag.is_key_frame else None)
        stolen = (stolen_ticks() - stolen) / TICKS / (time.monotonic() - begin) / os.cpu_count()
        time.sleep(0.5)
        stop.set()
        segments = results.get(timeout=30)
        reader.join()
        publisher.close()
        report(server.name, begin, key_frames, segments, stolen)
    finally:
        stop.set()
        server.close()


def report(name, begin, key_frames, segments, stolen):
    ended = list(zip(segments, key_frames[1:]))  # the last one has not ended
    if len(ended) < len(key_frames) - 1 or any(length == 0 for _, _, length in segments):
        raise SystemExit(f"{name}: {len(segments)} segments of {len(key_frames)}, or one that could not be read")
    listed = [(at - key) * 1e3 for (at, _, _), key in ended]
    read = [(at - key) * 1e3 for (_, at, _), key in ended]
    fetch = [(there - at) * 1e3 for at, there, _ in segments]
    print(f"{name:6} {len(read)} segments of {statistics.median(length for _, _, length in segments) / 1e3:.0f} KB: "
          f"listed p50 {statistics.median(listed):.2f} ms, fetched in {statistics.median(fetch):.2f}, "
          f"read p50 {statistics.median(read):.2f}, p95 {sorted(read)[int(len(read) * 0.95)]:.2f}, max {max(read):.2f}; "
          f"first after {segments[0][1] - begin:.3f} s; {stolen:.1%} stolen", flush=True)


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--seconds", type=int, default=60)
    parser.add_argument("--turns", type=int, default=2)
    parser.add_argument("--poll", type=float, default=0.002)
    parser.add_argument("--servers", default="sluice,nginx")
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as directory:
        source = os.path.join(directory, "source.flv")
        subprocess.run(["ffmpeg", "-nostdin", "-loglevel", "error", "-f", "lavfi", "-i",
                        "testsrc2=size=1280x720:rate=30,noise=alls=20:allf=t", "-f", "lavfi", "-i",
                        "sine=frequency=440:sample_rate=48000", "-t", str(options.seconds + GOP_SECONDS), "-c:v", "libx264",
                        "-preset", "ultrafast", "-g", str(30 * GOP_SECONDS), "-keyint_min", str(30 * GOP_SECONDS),
                        "-sc_threshold", "0", "-bf", "0", "-pix_fmt", "yuv420p", "-b:v", "2400k", "-maxrate", "2400k",
                        "-bufsize", "2400k", "-c:a", "aac", "-b:a", "128k", source], check=True)
        tags = [tag for tag in read_flv(source) if not tag.is_end]
        for _ in range(options.turns):
            for name in options.servers.split(","):
                measure({"sluice": Sluice, "nginx": Nginx}[name](directory), tags, options)


if __name__ == "__main__":
    sys.exit(main())
