#!/usr/bin/env python3
"""Ten thousand objects with lifetimes of 1 to 60 s: each there before its end, gone within a second after it.

    benchmarks/compare/storage_ttl.py [--objects 10000]

Puts them over a few connections, then asks for each 0.2 s before its end and 1 s after it. In the end the pool has its
slabs back.
"""

import argparse
import heapq
import http.client
import json
import random
import sys
import tempfile
import threading
import time

from storage import NAMESPACE, Storage, wait_until

THREADS = 4
EARLY_S, LATE_S = 0.2, 1.0


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--objects", type=int, default=10_000)
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as directory:
        server = Storage(directory, {"hot_capacity": "256MiB"})
        server.start()
        try:
            lent = server.metrics()["sluice_store_slab_bytes"]
            results = [[] for _ in range(THREADS)]
            workers = [threading.Thread(target=work, args=(server, options.objects // THREADS, thread, results[thread]))
                       for thread in range(THREADS)]
            for worker in workers:
                worker.start()
            for worker in workers:
                worker.join()
            wait_until("the slabs", 10, lambda: server.metrics()["sluice_store_slab_bytes"] <= lent)
            usage, left = server.usage(), server.metrics()["sluice_store_slab_bytes"] - lent
        finally:
            server.close()
    found = [result for worker in results for result in worker]
    faults = [result for result in found if result]
    asked = len(found)
    print(f"{options.objects} objects, {asked} questions, {len(faults)} wrong answers {faults[:5]}, objects left "
          f"{usage['hot_objects']}, slab bytes left {left:.0f}")
    print(json.dumps({"asked": asked, "faults": len(faults), "objects_left": usage["hot_objects"], "slab_bytes_left": left}))
    sys.exit(1 if faults or usage["hot_objects"] or asked < 2 * options.objects * 0.95 else 0)


def work(server, count, thread, results):
    """Puts objects, and asks for each before and after its end; a question that would come too late is left out."""
    pick = random.Random(thread)
    connection = http.client.HTTPConnection("127.0.0.1", server.http, timeout=30)
    headers = {"Authorization": server.keys["readwrite"]}
    questions = []
    for number in range(count):
        key, ttl = f"/cache/{NAMESPACE}/ttl/{thread}/{number}", pick.randint(1, 60)
        sent = time.monotonic()
        status, _ = server.request("PUT", f"{key}?ttl_seconds={ttl}", b"x" * pick.randint(1, 8192), headers, connection)
        ended = time.monotonic()
        if status != 204:
            results.append(f"PUT {status}")
        # The lifetime began somewhere between the two.
        heapq.heappush(questions, (sent + ttl - EARLY_S, key, 200, sent + ttl))
        heapq.heappush(questions, (ended + ttl + LATE_S, key, 404, None))
        while questions and questions[0][0] <= time.monotonic():
            ask(server, connection, headers, questions, results)
    while questions:
        time.sleep(max(0, questions[0][0] - time.monotonic()))
        ask(server, connection, headers, questions, results)


def ask(server, connection, headers, questions, results):
    _, key, wanted, latest = heapq.heappop(questions)
    status, _ = server.request("GET", key, headers=headers, connection=connection)
    if latest is not None and time.monotonic() >= latest:
        return
    results.append(None if status == wanted else f"{key}: {status}, {wanted} expected")


if __name__ == "__main__":
    main()
