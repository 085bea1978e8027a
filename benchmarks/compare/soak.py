#!/usr/bin/env python3
"""Half an hour on air with a publisher that comes and goes: does anything grow?

    benchmarks/compare/soak.py [--minutes 30] [--reconnect 60] [--readers 20]

Starts ./sluice serve, publishes with ffmpeg, which is killed and restarted every --reconnect seconds, and reads the
playlist and every segment with --readers clients. Once a minute it prints resident memory, direct memory, file
descriptors and threads of the server; at the end each figure against its value after five minutes (or a sixth of the
time, if that is less). Exits 0 if none grew by more than 5 %. The DVR window is two minutes long, so that it is full by then.
"""

import argparse
import http.client
import os
import re
import subprocess
import sys
import tempfile
import threading
import time

from publishers import Sluice, await_port, fetch


def reader(server, stop, counts):
    connection = http.client.HTTPConnection("127.0.0.1", server.http, timeout=10)
    seen, path = [], None
    while not stop.wait(1.0):
        try:
            path = path or server.playlist("soak")
            text = fetch(server.http, path, connection).decode()
            for uri in (line for line in text.splitlines() if line and not line.startswith("#")):
                if uri not in seen:
                    seen = seen[-100:] + [uri]
                    counts["bytes"] += len(fetch(server.http, f"/live/soak/{uri}", connection))
                    counts["segments"] += 1
        except (LookupError, OSError, IndexError, http.client.HTTPException) as fault:
            counts["faults"].append(str(fault))
            connection.close()


def publish(server, options, stop, source):
    command = [options.ffmpeg, "-nostdin", "-loglevel", "error", "-re", "-stream_loop", "-1", "-i", source,
               "-c", "copy", "-f", "flv", f"rtmp://127.0.0.1:{server.rtmp}/live/soak"]
    while not stop.is_set():
        process = subprocess.Popen(command, stderr=subprocess.DEVNULL)
        stop.wait(options.reconnect)
        process.kill()
        process.wait()
        stop.wait(2)


def sample(server):
    pid = server.process.pid
    metrics = fetch(server.http, "/metrics").decode()
    direct = sum(float(value) for value in re.findall(
        r'^jvm_buffer_pool_used_bytes\{pool="direct"\} (\S+)', metrics, re.M))
    heap = sum(float(value) for value in re.findall(r'^jvm_memory_used_bytes\{area="heap"\} (\S+)', metrics, re.M))
    slabs = sum(float(value) for value in re.findall(r"^sluice_store_slab_bytes (\S+)", metrics, re.M))
    return {
        "rss_mib": server.rss_mib(),
        "direct_mib": direct / 2**20,
        "heap_mib": heap / 2**20,
        "slabs_mib": slabs / 2**20,
        "descriptors": len(os.listdir(f"/proc/{pid}/fd")),
        "threads": len(os.listdir(f"/proc/{pid}/task")),
    }


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--minutes", type=float, default=30)
    parser.add_argument("--reconnect", type=float, default=60)
    parser.add_argument("--readers", type=int, default=20)
    parser.add_argument("--ffmpeg", default="ffmpeg")
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as directory:
        source = os.path.join(directory, "source.flv")
        subprocess.run([options.ffmpeg, "-nostdin", "-loglevel", "error", "-f", "lavfi", "-i",
                        "testsrc2=size=1280x720:rate=30", "-f", "lavfi", "-i", "sine=frequency=440:sample_rate=48000",
                        "-t", "20", "-c:v", "libx264", "-preset", "veryfast", "-g", "60", "-keyint_min", "60",
                        "-sc_threshold", "0", "-bf", "0", "-pix_fmt", "yuv420p", "-b:v", "2400k", "-c:a", "aac",
                        "-b:a", "128k", source], check=True)
        os.environ["SLUICE_PACKAGER_DVR"] = "2m"
        server = Sluice(directory)
        server.start()
        stop, counts = threading.Event(), {"bytes": 0, "segments": 0, "faults": []}
        try:
            await_port(server.rtmp)
            await_port(server.http)
            threads = [threading.Thread(target=publish, args=(server, options, stop, source), daemon=True)]
            threads += [threading.Thread(target=reader, args=(server, stop, counts), daemon=True)
                        for _ in range(options.readers)]
            for thread in threads:
                thread.start()
            samples, step = [], min(60.0, options.minutes * 10)
            started = time.monotonic()
            while time.monotonic() - started < options.minutes * 60:
                time.sleep(step)
                samples.append((time.monotonic() - started, sample(server)))
                figures = "  ".join(f"{name} {value:.1f}" for name, value in samples[-1][1].items())
                print(f"{samples[-1][0]:6.0f} s  {figures}  segments {counts['segments']}  "
                      f"faults {len(counts['faults'])}", flush=True)
            stop.set()
            for thread in threads:
                thread.join(15)
        finally:
            stop.set()
            server.close()
        settled = min(300.0, options.minutes * 10)
        first = next(figures for seconds, figures in samples if seconds >= settled - 1)
        last = samples[-1][1]
        grown = False
        for name in ("rss_mib", "direct_mib", "descriptors", "threads"):
            change = (last[name] / first[name] - 1) * 100 if first[name] else 0
            grown |= change > 5
            print(f"{name:12} {first[name]:8.1f} -> {last[name]:8.1f}  {change:+.1f} %")
        for fault in counts["faults"][:10]:
            print("   ", fault)
    sys.exit(1 if grown else 0)


if __name__ == "__main__":
    main()
