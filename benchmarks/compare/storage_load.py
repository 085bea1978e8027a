#!/usr/bin/env python3
"""A hundred encoders that push over HTTP PUT, a thousand readers that poll.

    benchmarks/compare/storage_load.py [--encoders 100] [--readers 1000] [--seconds 60]

Every encoder puts a segment of 2 s at 1 MB/s and its playlist every two seconds, every reader asks for a playlist every two
seconds, both with keys. Prints how long PUT and GET took, from the first byte of the request to the last of the response, and
the resident memory of the server beside the hot capacity of the namespace and of the pool.
"""

import argparse
import json
import os
import subprocess
import sys
import tempfile
import threading
import time

from publishers import ROOT
from storage import NAMESPACE, Storage

JAR = os.path.join(ROOT, "benchmarks", "target", "benchmarks.jar")
POOL_MIB = 6144
RSS_OVER_POOL_MIB = 350
P99_MAX_MS = 20


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--encoders", type=int, default=100)
    parser.add_argument("--readers", type=int, default=1000)
    parser.add_argument("--seconds", type=int, default=60)
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as directory:
        namespace = {"hot_capacity": f"{POOL_MIB // 2}MiB", "default_ttl": "20s"}
        server = Storage(directory, namespace, {"SLUICE_ORIGIN_HOT_CAPACITY": f"{POOL_MIB}MiB"})
        server.start()
        peak, before = [0.0], server.cpu_seconds()
        done = threading.Event()
        watch = threading.Thread(target=observe, args=(server, peak, done))
        watch.start()
        try:
            run = subprocess.run(["java", "-cp", JAR, "dev.sluice.benchmarks.StorageLoad", str(server.http),
                                  server.keys["readwrite"], NAMESPACE, str(options.encoders), "2000000",
                                  str(options.readers), str(options.seconds)], capture_output=True, text=True)
        finally:
            done.set()
            watch.join()
            cpu = server.cpu_seconds() - before
            usage = server.usage()
            server.close()
    result = json.loads(run.stdout.splitlines()[-1])
    for name in ("put", "get"):
        figures = result[name]
        print(f"{name.upper()}: {figures['count']} requests, median {figures['p50_ms']:.1f} ms, 99th percentile "
              f"{figures['p99_ms']:.1f} ms, longest {figures['max_ms']:.0f} ms, failed {figures['faults']} {figures['what']}")
    print(f"RSS at most {peak[0]:.0f} MiB, {usage['hot_bytes'] / 2**20:.0f} MiB of objects at the end, "
          f"{cpu:.1f} s of processor time in {options.seconds} s")
    result.update(rss_mib=peak[0], usage=usage, cpu_s=cpu)
    print(json.dumps(result))
    held = all(result[name]["p99_ms"] <= P99_MAX_MS and not result[name]["faults"] for name in ("put", "get"))
    sys.exit(0 if held and peak[0] <= POOL_MIB // 2 + RSS_OVER_POOL_MIB else 1)


def observe(server, peak, done):
    while not done.wait(0.5):
        peak[0] = max(peak[0], server.rss_mib())


if __name__ == "__main__":
    main()
