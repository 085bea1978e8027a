#!/usr/bin/env python3
"""The whole way of a pushed stream: encoder, origin, CDN, players.

    benchmarks/compare/storage_workflow.py [--seconds 120] [--ffmpeg PROGRAM ...] [--no-players]

Makes a namespace, a key that writes and one that reads, for 30 days. Every ffmpeg pushes HLS with three variants, over
connections that it keeps and that it does not keep, and LL-DASH with -streaming 1. nginx with samples/cdn/nginx.conf adds the
reading key and caches. On its side ffprobe, a crawler that reads everything that is listed, and hls.js and dash.js in Chromium
(benchmarks/players) follow. Nothing that a reader gets may hold the writing key, or be a 404. Needs nginx; the
players need node, npm ci in benchmarks/players, and Chromium.
"""

import argparse
import contextlib
import json
import os
import re
import subprocess
import sys
import tempfile
import threading
import time
import urllib.error
import urllib.parse
import urllib.request

from ladder import bundled_ffmpeg, make_source
from publishers import ROOT, await_port, free_port
from storage import NAMESPACE, Storage

VARIANTS = {"1280x720": "2500k", "854x480": "1500k", "426x240": "750k"}


class Crawler(threading.Thread):
    """Follows a playlist as a player does: reads every variant and every segment once, and keeps what is wrong."""

    def __init__(self, url, secret):
        super().__init__()
        self.url, self.secret = url, secret
        self.seen, self.faults, self.done = set(), [], threading.Event()

    def run(self):
        while not self.done.is_set():
            for variant in self.lines(self.url):
                for segment in self.lines(variant):
                    if segment not in self.seen:
                        self.seen.add(segment)
                        self.read(segment)
            time.sleep(0.3)

    def lines(self, url):
        body = self.read(url)
        return [urllib.parse.urljoin(url, line) for line in body.decode().splitlines() if line and not line.startswith("#")]

    def read(self, url):
        try:
            with urllib.request.urlopen(url, timeout=20) as response:
                body = response.read()
                text = str(response.headers).encode() + body
        except (urllib.error.URLError, OSError) as e:
            self.faults.append(f"{url}: {e}")
            return b""
        if self.secret.encode() in text:
            self.faults.append(f"{url}: holds the encoder's key")
        return body


def push_hls(ffmpeg, sources, base, query, persistent):
    inputs = [part for source in sources for part in ("-re", "-stream_loop", "-1", "-i", source)]
    maps = [part for index in range(len(sources)) for part in ("-map", f"{index}:v", "-map", f"{index}:a")]
    streams = " ".join(f"v:{index},a:{index}" for index in range(len(sources)))
    return subprocess.Popen(
        [ffmpeg, "-nostdin", "-loglevel", "error", *inputs, *maps, "-c", "copy", "-f", "hls", "-hls_time", "2", "-hls_list_size", "6",
         "-method", "PUT", "-http_persistent", str(persistent), "-master_pl_name", f"playlist.m3u8?{query}", "-var_stream_map", streams,
         "-hls_segment_filename", f"{base}/%v_%d.ts?{query}", f"{base}/playlist_%v.m3u8?{query}"])


def push_dash(ffmpeg, source, base, query):
    return subprocess.Popen(
        [ffmpeg, "-nostdin", "-loglevel", "error", "-re", "-stream_loop", "-1", "-i", source, "-c", "copy", "-f", "dash", "-streaming", "1",
         "-ldash", "1", "-seg_duration", "2", "-frag_duration", "0.5", "-frag_type", "duration", "-window_size", "6", "-use_template", "1",
         "-use_timeline", "0", "-utc_timing_url", base.split("/cache")[0] + "/time", "-method", "PUT", "-http_persistent", "1",
         "-init_seg_name", f"init-$RepresentationID$.m4s?{query}",
         "-media_seg_name", f"chunk-$RepresentationID$-$Number%05d$.m4s?{query}", f"{base}/manifest.mpd?{query}"])


@contextlib.contextmanager
def cdn(directory, server):
    """nginx as the sample configures it, on ports and paths of its own."""
    port = free_port()
    with open(os.path.join(ROOT, "samples", "cdn", "nginx.conf")) as file:
        text = file.read()
    for old, new in (("ORIGIN;", f"127.0.0.1:{server.http};"), ("Authorization TOKEN", f"Authorization {server.keys['readonly']}"),
                     ("listen 8090", f"listen 127.0.0.1:{port}"), ("/tmp/", f"{directory}/")):
        text = text.replace(old, new)
    configuration = os.path.join(directory, "nginx.conf")
    with open(configuration, "w") as file:
        file.write("daemon off; user root;\n" + text)
    process = subprocess.Popen(["nginx", "-c", configuration])
    await_port(port)
    try:
        yield port
    finally:
        process.terminate()
        process.wait()


def crawl(url, secret, seconds, during=lambda: None):
    crawler = Crawler(url, secret)
    crawler.start()
    begun = time.monotonic()
    result = during()
    time.sleep(max(0, begun + seconds - time.monotonic()))
    crawler.done.set()
    crawler.join()
    return crawler, result


def await_url(url, seconds=20):
    deadline = time.monotonic() + seconds
    while time.monotonic() < deadline:
        with contextlib.suppress(urllib.error.URLError):
            return urllib.request.urlopen(url, timeout=5).read().decode()
        time.sleep(0.2)
    raise SystemExit(f"nothing at {url} after {seconds} s")


def play(options, url, player):
    if not options.players:
        return None
    run = subprocess.run(["node", os.path.join(ROOT, "benchmarks", "players", "play.mjs"), "--seconds", str(options.seconds), url, player],
                         capture_output=True, text=True)
    print(f"  {player}: {run.stdout.strip() or run.stderr[-500:]}", flush=True)
    return run.returncode


def tutorial(server, base):
    """A reader with ?token= gets its own token on every URI, never the encoder's."""
    token = server.keys["readonly"]
    text = await_url(f"{base}/playlist.m3u8?token={token}")
    uris = [line for line in text.splitlines() if line and not line.startswith("#")]
    media = await_url(urllib.parse.urljoin(f"{base}/playlist.m3u8", uris[0]))
    segments = [line for line in media.splitlines() if line and not line.startswith("#")]
    faults = [uri for uri in uris + segments if f"token={token}" not in uri or server.keys["readwrite"] in uri]
    status, _ = server.request("GET", f"/cache/{NAMESPACE}/hls/playlist.m3u8")
    return faults + ([] if status == 401 else [f"without a token: {status}"])


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--seconds", type=int, default=120)
    parser.add_argument("--ffmpeg", action="append", help="may be given several times; the last one feeds the players")
    parser.add_argument("--no-players", dest="players", action="store_false")
    options = parser.parse_args()
    programs = options.ffmpeg or ["ffmpeg", bundled_ffmpeg()]
    faults = []
    with tempfile.TemporaryDirectory() as directory:
        os.chmod(directory, 0o755)
        sources = [make_source(programs[-1], f"{directory}/{size}.mp4", video=f"testsrc2=size={size}:rate=30", rate=rate)
                   for size, rate in VARIANTS.items()]
        server = Storage(directory, {"hot_capacity": "512MiB"})
        server.start()
        secret = server.keys["readwrite"]
        query = f"token={secret}&ttl_seconds=3600&role=origin"
        origin = f"http://127.0.0.1:{server.http}/cache/{NAMESPACE}"
        try:
            with cdn(directory, server) as port:
                edge = f"http://127.0.0.1:{port}/cache/{NAMESPACE}"
                for program in programs:
                    version = re.search(r"version (\S+)", subprocess.run([program, "-version"], capture_output=True, text=True).stdout)[1]
                    for persistent in (0, 1):
                        is_last = program == programs[-1] and persistent == 1
                        encoder = push_hls(program, sources, f"{origin}/hls", query, persistent)
                        try:
                            await_url(f"{edge}/hls/playlist.m3u8")
                            time.sleep(5)  # the last turn's playlists are replaced by then
                            crawler, status = crawl(f"{edge}/hls/playlist.m3u8", secret, 20, lambda: play(
                                options, f"{edge}/hls/playlist.m3u8", "hls.js") if is_last else None)
                            probe = subprocess.run(["ffprobe", "-v", "error", "-show_entries", "stream=codec_name,width", "-of", "csv=p=0",
                                                    f"{edge}/hls/playlist.m3u8"], capture_output=True, text=True)
                            wrong = crawler.faults + tutorial(server, f"{origin}/hls") + ([probe.stderr] if probe.stderr else [])
                            wrong += ["hls.js is not content"] if status else []
                        finally:
                            encoder.terminate()
                            encoder.wait()
                        print(f"ffmpeg {version}, persistent {persistent}: {len(crawler.seen)} segments, ffprobe "
                              f"{sorted(set(probe.stdout.split()))}, faults {len(wrong)} {wrong[:3]}", flush=True)
                        faults += wrong
                    encoder = push_dash(program, sources[0], f"{origin}/dash", query)
                    try:
                        text = await_url(f"{edge}/dash/manifest.mpd")
                        time.sleep(5)
                        wrong = ["the manifest holds the encoder's key"] if secret in text else []
                        if program == programs[-1] and play(options, f"{edge}/dash/manifest.mpd", "dash.js"):
                            wrong.append("dash.js is not content")
                    finally:
                        encoder.terminate()
                        encoder.wait()
                    print(f"ffmpeg {version}, LL-DASH: {len(text)} bytes of manifest, faults {len(wrong)} {wrong[:3]}", flush=True)
                    faults += wrong
        finally:
            server.close()
    print(json.dumps({"faults": len(faults)}))
    sys.exit(1 if faults else 0)


if __name__ == "__main__":
    main()
