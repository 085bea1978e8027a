#!/usr/bin/env python3
"""Many publishers on one machine: what a stream costs, here and in nginx-rtmp, one after the other in one run.

    benchmarks/compare/publishers.py [--publishers 50] [--seconds 120] [--servers sluice,nginx] [--no-readers]

Publishes the same file in real time from N ffmpeg processes, fetches every segment of every channel once (as a CDN
does) and checks it (whole packets, sync bytes, continuity counters across segments), and prints the CPU seconds and
the resident memory of the server alone. Needs ffmpeg and, for the comparison, Debian's nginx and libnginx-mod-rtmp.
"""

import argparse
import http.client
import os
import re
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import threading
import time

ROOT = os.path.dirname(os.path.dirname(os.path.dirname(os.path.abspath(__file__))))
TICKS = os.sysconf("SC_CLK_TCK")


def free_port():
    with socket.socket() as s:
        s.bind(("127.0.0.1", 0))
        return s.getsockname()[1]


def await_port(port, seconds=30):
    deadline = time.monotonic() + seconds
    while time.monotonic() < deadline:
        try:
            socket.create_connection(("127.0.0.1", port), 1).close()
            return
        except OSError:
            time.sleep(0.05)
    raise SystemExit(f"nothing listens on port {port}")


class Server:
    """A server under measurement: its process, its ports, its figures."""

    def __init__(self, directory):
        self.directory = directory
        self.rtmp, self.http = free_port(), free_port()
        self.process = None

    def pids(self):
        children = open(f"/proc/{self.process.pid}/task/{self.process.pid}/children").read().split()
        return [self.process.pid] + [int(pid) for pid in children]

    def cpu_seconds(self):
        total = 0
        for pid in self.pids():
            fields = open(f"/proc/{pid}/stat").read().rsplit(") ", 1)[1].split()
            total += int(fields[11]) + int(fields[12])
        return total / TICKS

    def rss_mib(self):
        total = 0
        for pid in self.pids():
            total += int(re.search(r"VmRSS:\s+(\d+)", open(f"/proc/{pid}/status").read()).group(1))
        return total / 1024

    def close(self):
        self.process.send_signal(signal.SIGTERM)
        self.process.wait(30)


class Sluice(Server):
    name = "sluice"

    def start(self):
        environment = dict(
            os.environ,
            SLUICE_AUTH="open",
            SLUICE_TRANSCODE_ENABLED="false",
            SLUICE_OUTPUTS=os.environ.get("SLUICE_OUTPUTS", "ts"),  # what nginx-rtmp makes
            SLUICE_DATA_DIR=os.path.join(self.directory, "data"),
            SLUICE_RTMP_LISTEN=f"127.0.0.1:{self.rtmp}",
            SLUICE_HTTP_LISTEN=f"127.0.0.1:{self.http}",
        )
        log = open(os.path.join(self.directory, "sluice.log"), "w")
        self.process = subprocess.Popen([os.path.join(ROOT, "sluice"), "serve"], env=environment, cwd=self.directory,
                                        stdout=log, stderr=subprocess.STDOUT)

    def playlist(self, channel):
        path = f"/live/{channel}/playlist.m3u8"
        multivariant = fetch(self.http, path)
        variants = [line for line in multivariant.decode().splitlines() if line and not line.startswith("#")]
        return f"/live/{channel}/{variants[0]}"


class Nginx(Server):
    name = "nginx"

    def start(self):
        hls = tempfile.mkdtemp(dir="/dev/shm")
        self.hls = hls
        configuration = os.path.join(self.directory, "nginx.conf")
        with open(configuration, "w") as file:
            file.write(f"""
load_module /usr/lib/nginx/modules/ngx_rtmp_module.so;
daemon off; master_process off; worker_processes 1; user root;
pid {self.directory}/nginx.pid; error_log {self.directory}/nginx.log warn;
events {{ worker_connections 4096; }}
rtmp {{ server {{ listen 127.0.0.1:{self.rtmp}; chunk_size 65536; access_log off;
  application live {{ live on; hls on; hls_path {hls}; hls_fragment 2s; hls_playlist_length 20s; }} }} }}
http {{ access_log off; sendfile on; tcp_nopush on; keepalive_requests 1000000;
  server {{ listen 127.0.0.1:{self.http}; root {hls}; }} }}
""")
        self.process = subprocess.Popen(["nginx", "-c", configuration], stderr=subprocess.DEVNULL)

    def playlist(self, channel):
        return f"/{channel}.m3u8"

    def close(self):
        super().close()
        shutil.rmtree(self.hls, ignore_errors=True)


def fetch(port, path, connection=None):
    own = connection is None
    connection = connection or http.client.HTTPConnection("127.0.0.1", port, timeout=10)
    connection.request("GET", path)
    response = connection.getresponse()
    body = response.read()
    if own:
        connection.close()
    if response.status != 200:
        raise LookupError(f"{path}: {response.status}")
    return body


class Reader(threading.Thread):
    """Fetches every segment of some channels once and checks it."""

    def __init__(self, server, channels, stop):
        super().__init__(daemon=True)
        self.server, self.channels, self.stop = server, channels, stop
        self.segments = 0
        self.faults = []

    def run(self):
        connection = http.client.HTTPConnection("127.0.0.1", self.server.http, timeout=10)
        seen = {channel: {} for channel in self.channels}
        counters = {channel: {} for channel in self.channels}
        paths = {}
        while not self.stop.wait(1.0):
            for channel in self.channels:
                try:
                    if channel not in paths:
                        paths[channel] = self.server.playlist(channel)
                    text = fetch(self.server.http, paths[channel], connection).decode()
                except (LookupError, OSError, IndexError, http.client.HTTPException):
                    connection.close()
                    continue
                base = paths[channel].rsplit("/", 1)[0]
                for uri in (line for line in text.splitlines() if line and not line.startswith("#")):
                    if uri not in seen[channel]:
                        seen[channel][uri] = True
                        try:
                            self.check(channel, uri, fetch(self.server.http, f"{base}/{uri}", connection),
                                       counters[channel])
                        except (LookupError, OSError, http.client.HTTPException) as fault:
                            self.faults.append(f"{channel} {uri}: {fault}")
                            connection.close()

    def check(self, channel, uri, body, counters):
        self.segments += 1
        if not body or len(body) % 188:
            self.faults.append(f"{channel} {uri}: {len(body)} bytes")
            return
        for at in range(0, len(body), 188):
            if body[at] != 0x47:
                self.faults.append(f"{channel} {uri}: no sync byte at {at}")
                return
            if body[at + 3] & 0x10:
                pid = (body[at + 1] & 0x1F) << 8 | body[at + 2]
                counter = body[at + 3] & 0x0F
                if pid in counters and counter != (counters[pid] + 1) & 15:
                    self.faults.append(f"{channel} {uri}: continuity counter of PID {pid}")
                    return
                counters[pid] = counter


def measure(server, options, source):
    server.start()
    publishers, readers, stop = [], [], threading.Event()
    try:
        await_port(server.rtmp)
        await_port(server.http)
        channels = [f"c{n}" for n in range(options.publishers)]
        for channel in channels:
            publishers.append(subprocess.Popen(
                [options.ffmpeg, "-nostdin", "-loglevel", "error", "-re", "-stream_loop", "-1", "-i", source,
                 "-c", "copy", "-f", "flv", f"rtmp://127.0.0.1:{server.rtmp}/live/{channel}"],
                stderr=subprocess.DEVNULL))
            time.sleep(0.05)
        if not options.no_readers:
            readers = [Reader(server, channels[n::4], stop) for n in range(4)]
            for reader in readers:
                reader.start()
        time.sleep(options.warm_up)
        before, started = server.cpu_seconds(), time.monotonic()
        time.sleep(options.seconds)
        cpu, seconds = server.cpu_seconds() - before, time.monotonic() - started
        rss = server.rss_mib()
        alive = sum(publisher.poll() is None for publisher in publishers)
        stop.set()
        for reader in readers:
            reader.join(15)
        faults = [fault for reader in readers for fault in reader.faults]
        segments = sum(reader.segments for reader in readers)
        print(f"{server.name:8} publishers {alive}/{options.publishers}  CPU {cpu:.2f} s in {seconds:.0f} s  "
              f"a stream-minute {cpu / options.publishers / seconds * 60:.3f} s  RSS {rss:.0f} MiB  "
              f"segments {segments}  faults {len(faults)}", flush=True)
        for fault in faults[:10]:
            print("   ", fault)
        return cpu / seconds, alive == options.publishers and not faults
    finally:
        stop.set()
        for publisher in publishers:
            publisher.kill()
            publisher.wait()
        server.close()


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--publishers", type=int, default=50)
    parser.add_argument("--seconds", type=int, default=120)
    parser.add_argument("--warm-up", type=int, default=20)
    parser.add_argument("--servers", default="sluice,nginx")
    parser.add_argument("--no-readers", action="store_true")
    parser.add_argument("--ffmpeg", default="ffmpeg")
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as directory:
        source = os.path.join(directory, "source.flv")
        subprocess.run([options.ffmpeg, "-nostdin", "-loglevel", "error", "-f", "lavfi", "-i",
                        "testsrc2=size=1280x720:rate=30,noise=alls=20:allf=t", "-f", "lavfi", "-i",
                        "sine=frequency=440:sample_rate=48000", "-t", "20", "-c:v", "libx264", "-preset", "ultrafast",
                        "-g", "60", "-keyint_min", "60", "-sc_threshold", "0", "-bf", "0", "-pix_fmt", "yuv420p",
                        "-b:v", "2400k", "-maxrate", "2400k", "-bufsize", "2400k",
                        "-c:a", "aac", "-b:a", "128k", source], check=True)
        figures, sound = {}, True
        for name in options.servers.split(","):
            figures[name], whole = measure({"sluice": Sluice, "nginx": Nginx}[name](directory), options, source)
            sound &= whole or name != "sluice"
        if len(figures) == 2:
            print(f"ratio of CPU, sluice / nginx: {figures['sluice'] / figures['nginx']:.2f}")
    sys.exit(0 if sound else 1)


if __name__ == "__main__":
    main()
