#!/usr/bin/env python3
"""Ten thousand connections that do nothing, five hundred that read slowly: what they cost, and what another client notices.

    benchmarks/compare/storage_idle.py [--idle 10000] [--slow 500] [--seconds 30]

The idle ones have made one request each; the slow ones ask for an object of 2 MB and read 20 kB/s of it. A normal client gets
a 900-byte object a hundred times a second, before and during. Raises the limit of open files for itself and the server.
"""

import argparse
import json
import resource
import socket
import sys
import tempfile
import threading
import time
import http.client

from storage import NAMESPACE, Storage

RSS_PER_CONNECTION_KIB = 16
SLOW_BYTES = 2_000


def normal(server, seconds):
    """Milliseconds of each request, sorted."""
    connection = http.client.HTTPConnection("127.0.0.1", server.http, timeout=10)
    headers, times = {"Authorization": server.keys["readonly"]}, []
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        begun = time.perf_counter()
        status, body = server.request("GET", f"/cache/{NAMESPACE}/small", headers=headers, connection=connection)
        times.append(1000 * (time.perf_counter() - begun))
        if status != 200 or len(body) != 900:
            raise SystemExit(f"the normal client got {status} and {len(body)} bytes")
        time.sleep(0.01)
    return sorted(times)


def request(server, key):
    return (f"GET /cache/{NAMESPACE}/{key} HTTP/1.1\r\nHost: a\r\nAuthorization: {server.keys['readonly']}\r\n\r\n").encode()


def slowly(server, sockets, done, total):
    while not done.wait(0.1):
        for connection in sockets:
            try:
                total[0] += len(connection.recv(SLOW_BYTES))
            except BlockingIOError:
                pass


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--idle", type=int, default=10_000)
    parser.add_argument("--slow", type=int, default=500)
    parser.add_argument("--seconds", type=int, default=30)
    options = parser.parse_args()
    files = options.idle + options.slow + 1000
    if resource.getrlimit(resource.RLIMIT_NOFILE)[0] < files:
        resource.setrlimit(resource.RLIMIT_NOFILE, (files, files))
    with tempfile.TemporaryDirectory() as directory:
        server = Storage(directory, {"hot_capacity": "64MiB"}, {
            "SLUICE_HTTP_MAX_CONNECTIONS": "20000", "SLUICE_HTTP_MAX_CONNECTIONS_PER_IP": "20000", "SLUICE_HTTP_IDLE_TIMEOUT": "10m"})
        server.start()
        done, total = threading.Event(), [0]
        try:
            for key, length in (("small", 900), ("large", 2_000_000)):
                server.request("PUT", f"/cache/{NAMESPACE}/{key}?ttl_seconds=3600", b"x" * length,
                               {"Authorization": server.keys["readwrite"]})
            normal(server, 10)
            before, rss_before = normal(server, options.seconds), server.rss_mib()
            idle = []
            for _ in range(options.idle):
                connection = socket.create_connection(("127.0.0.1", server.http))
                connection.sendall(request(server, "small"))
                connection.recv(4096)
                idle.append(connection)
            rss_idle = server.rss_mib()
            slow = []
            for _ in range(options.slow):
                connection = socket.socket()
                connection.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 16384)
                connection.connect(("127.0.0.1", server.http))
                connection.sendall(request(server, "large"))
                connection.setblocking(False)
                slow.append(connection)
            reader = threading.Thread(target=slowly, args=(server, slow, done, total))
            reader.start()
            during, rss_slow = normal(server, options.seconds), server.rss_mib()
            open_connections = server.metrics()["sluice_http_connections"]
            done.set()
            reader.join()
        finally:
            done.set()
            server.close()
    grown = (rss_slow - rss_before) * 1024 / (options.idle + options.slow)
    p99 = [times[int(0.99 * len(times))] for times in (before, during)]
    print(f"RSS {rss_before:.0f} MiB, with {options.idle} idle connections {rss_idle:.0f} MiB, with {options.slow} slow readers "
          f"{rss_slow:.0f} MiB: {grown:.1f} KiB a connection; open {open_connections:.0f}; slow readers got {total[0] / 1e6:.0f} MB")
    print(f"normal client: median {before[len(before) // 2]:.2f} ms, 99th percentile {p99[0]:.2f} ms before; median "
          f"{during[len(during) // 2]:.2f} ms, 99th percentile {p99[1]:.2f} ms during")
    print(json.dumps({"rss_mib": [rss_before, rss_idle, rss_slow], "kib_a_connection": grown, "p99_ms": p99}))
    sys.exit(0 if grown <= RSS_PER_CONNECTION_KIB and open_connections >= options.idle + options.slow else 1)


if __name__ == "__main__":
    main()
