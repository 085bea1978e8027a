#!/usr/bin/env python3
"""Encoders that are killed while they put, readers that fetch: nobody reads half an object as a whole one.

    benchmarks/compare/storage_kill.py [--kills 200] [--readers 50]

Several ffmpeg push over HTTP PUT, each killed with SIGKILL after a moment and started anew: half of them HLS, whose segments
ffmpeg sends when they are whole, half one long transport stream over one that is there, which is always killed in mid-PUT.
Readers fetch what the playlists list, the segment after the last, and the streams. A response that ends as HTTP says has to be a whole transport stream, the same
for everybody who got that version; one that breaks off is an error the reader sees. In the end no lease is out, and once the
objects have expired, the pool has its slabs back. Needs an ffmpeg.
"""

import argparse
import hashlib
import http.client
import json
import random
import subprocess
import sys
import tempfile
import threading
import time

from ladder import bundled_ffmpeg, make_source
from storage import NAMESPACE, Storage, wait_until

ENCODERS = 4
PACKET = 188


class Reads:
    """What the readers got."""

    def __init__(self):
        self.lock = threading.Lock()
        self.whole, self.broken, self.missing, self.faults, self.versions = 0, 0, 0, [], {}

    def take(self, uri, status, etag, body):
        with self.lock:
            if status == 404:
                self.missing += 1
            elif status != 200:
                self.faults.append(f"{uri}: {status}")
            else:
                self.whole += 1
                digest = hashlib.sha1(body).hexdigest()
                if uri.endswith(".ts") and (len(body) % PACKET or not body or set(body[::PACKET]) != {0x47}):
                    self.faults.append(f"{uri}: {len(body)} bytes are not whole packets")
                if etag and self.versions.setdefault((uri, etag), digest) != digest:
                    self.faults.append(f"{uri}: two contents of one version")


def read(server, reads, done, seed):
    """Follows one encoder's playlist, and asks for the segment after the last one too."""
    pick, connection = random.Random(seed), None
    headers = {"Authorization": server.keys["readonly"]}
    while not done.is_set():
        number = pick.randrange(ENCODERS)
        base = f"/cache/{NAMESPACE}/kill{number}"
        try:
            connection = connection or http.client.HTTPConnection("127.0.0.1", server.http, timeout=10)
            if is_stream(number):
                fetch(connection, f"{base}/stream.ts", headers, reads)
            else:
                listed = fetch(connection, f"{base}/playlist.m3u8", headers, reads)
                names = [line for line in listed.decode().splitlines() if line.endswith(".ts")]
                for name in names[-1:]:
                    following = int(name.rsplit("_", 1)[1][:-3]) + 1
                    fetch(connection, f"{base}/{pick.choice(names)}", headers, reads)
                    fetch(connection, f"{base}/segment_{following}.ts", headers, reads)
            time.sleep(pick.uniform(0.01, 0.1))
        except (OSError, http.client.HTTPException):
            connection.close()
            connection = None
            with reads.lock:
                reads.broken += 1


def fetch(connection, uri, headers, reads):
    connection.request("GET", uri, headers=headers)
    response = connection.getresponse()
    body = response.read()
    reads.take(uri, response.status, response.getheader("ETag"), body)
    return body if response.status == 200 else b""


def is_stream(encoder):
    return encoder % 2 == 1


def push(options, server, source, index, kills):
    pick = random.Random(index)
    target = f"http://127.0.0.1:{server.http}/cache/{NAMESPACE}/kill{index}"
    query = f"token={server.keys['readwrite']}&ttl_seconds=60"
    command = [options.ffmpeg, "-nostdin", "-loglevel", "quiet", "-re", "-stream_loop", "-1", "-i", source, "-c", "copy",
               "-method", "PUT"]
    stream = ["-f", "mpegts", f"{target}/stream.ts?{query}"]
    if is_stream(index):
        subprocess.run(command + ["-t", "1"] + stream, check=True)
    for turn in range(kills):
        hls = ["-f", "hls", "-hls_time", "0.5", "-hls_list_size", "6", "-start_number", str(turn * 100),
               "-http_persistent", str(turn // 2 % 2), "-hls_segment_filename", f"{target}/segment_%d.ts?{query}",
               f"{target}/playlist.m3u8?{query}"]
        process = subprocess.Popen(command + (stream if is_stream(index) else hls))
        time.sleep(pick.uniform(0.7, 2.2))
        process.kill()
        process.wait()


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--kills", type=int, default=200)
    parser.add_argument("--readers", type=int, default=50)
    parser.add_argument("--ffmpeg", default=bundled_ffmpeg())
    options = parser.parse_args()
    reads, done = Reads(), threading.Event()
    with tempfile.TemporaryDirectory() as directory:
        source = make_source(options.ffmpeg, f"{directory}/source.flv", video="testsrc2=size=1280x720:rate=30", rate="4M", gop=15)
        server = Storage(directory, {"hot_capacity": "512MiB"})
        server.start()
        try:
            lent = server.metrics()["sluice_store_slab_bytes"]
            readers = [threading.Thread(target=read, args=(server, reads, done, seed)) for seed in range(options.readers)]
            encoders = [threading.Thread(target=push, args=(options, server, source, index, options.kills // ENCODERS))
                        for index in range(ENCODERS)]
            for thread in readers + encoders:
                thread.start()
            for thread in encoders:
                thread.join()
            done.set()
            for thread in readers:
                thread.join()
            wait_until("the leases", 10, lambda: not server.metrics()["sluice_store_leases"])
            wait_until("the objects to expire", 90, lambda: not server.usage()["hot_objects"])
            wait_until("the slabs", 10, lambda: server.metrics()["sluice_store_slab_bytes"] <= lent)
        finally:
            done.set()
            server.close()
    print(f"{options.kills} kills, {reads.whole} whole objects read in {len(reads.versions)} versions, {reads.broken} broken off, "
          f"{reads.missing} not there, faults {len(reads.faults)} {reads.faults[:5]}; no lease, no object and no slab left")
    print(json.dumps({"kills": options.kills, "whole": reads.whole, "broken": reads.broken, "faults": len(reads.faults)}))
    sys.exit(1 if reads.faults or not reads.whole or not reads.broken else 0)


if __name__ == "__main__":
    main()
