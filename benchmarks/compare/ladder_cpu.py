#!/usr/bin/env python3
"""What the ladder costs, beside the ffmpeg program doing the same, one after the other in one run.

    benchmarks/compare/ladder_cpu.py [--turns 3] [--from 20] [--to 140] [--no-quality]

One publisher sends 720p30 of hard content (mandelbrot plus noise) in real time. Measured are the user and system seconds of
the whole gateway process between two moments, against one ffmpeg command that decodes, scales, encodes and cuts the same
three rungs and one AAC track with the same settings, in real time too. Then PSNR and SSIM of each rung, for both, against the
source scaled to the rung's size. Needs nothing but the build; --ffmpeg names another ffmpeg than the bundled one.
"""

import argparse
import glob
import json
import os
import re
import statistics
import subprocess
import sys
import tempfile
import time

from ladder import RUNGS, Gateway, bundled_ffmpeg, make_source, publish, stop, wait_for
from publishers import TICKS

QUALITY_SECONDS = 16


def cpu_seconds(pid):
    fields = open(f"/proc/{pid}/stat").read().rsplit(") ", 1)[1].split()
    return (int(fields[11]) + int(fields[12])) / TICKS


def stretch(pid, started, options):
    """CPU seconds of a process between two moments after a start."""
    time.sleep(max(0, started + options.begin - time.monotonic()))
    before = cpu_seconds(pid)
    time.sleep(max(0, started + options.to - time.monotonic()))
    return cpu_seconds(pid) - before


def sluice(options, source, directory):
    gateway = Gateway(os.path.join(directory, "gateway"))
    gateway.start()
    publisher = publish(options.ffmpeg, source, gateway.rtmp_url("hard"))
    try:
        started = time.monotonic()
        saved = save(gateway, os.path.join(directory, "sluice")) if options.quality else None
        seconds = stretch(gateway.process.pid, started, options)
        dropped = gateway.metric("sluice_transcode_frames_dropped_total")
        return seconds, dropped, saved
    finally:
        stop(publisher)
        gateway.close()


def save(gateway, prefix):
    """Keeps the first segments of every rung as one file."""
    files = {}
    for rung in RUNGS:
        playlist = wait_for(f"{QUALITY_SECONDS} s of {rung}", 60, lambda: enough(gateway.media("hard", rung)))
        files[rung] = f"{prefix}_{rung}.ts"
        with open(files[rung], "wb") as file:
            for segment in playlist.segments:
                file.write(gateway.segment("hard", segment["uri"]))
    return files


def enough(playlist):
    return playlist if sum(segment["duration"] for segment in playlist.segments) >= QUALITY_SECONDS else None


def ffmpeg(options, source, directory):
    hls = tempfile.mkdtemp(dir="/dev/shm")
    graph = f"[0:v]split={len(RUNGS)}" + "".join(f"[s{n}]" for n in range(len(RUNGS)))
    for n, (width, height, _) in enumerate(RUNGS.values()):
        graph += f";[s{n}]scale={width}:{height}:flags=bicubic,format=yuv420p[v{n}]"
    command = [options.ffmpeg, "-nostdin", "-loglevel", "error", "-threads", "1", "-re", "-stream_loop", "-1", "-i", source,
               "-filter_complex_threads", "1", "-filter_complex", graph]
    for n, (_, _, rate) in enumerate(RUNGS.values()):
        command += ["-map", f"[v{n}]", f"-b:v:{n}", f"{rate}k", f"-maxrate:v:{n}", f"{rate * 11 // 10}k",
                    f"-bufsize:v:{n}", f"{rate}k"]
    command += ["-map", "0:a", "-fps_mode", "passthrough", "-c:v", "libx264", "-threads", "1", "-preset", "veryfast", "-tune", "zerolatency",
                "-profile:v", "high", "-sc_threshold", "0", "-g", "1000000", "-bf", "0",
                "-force_key_frames", "expr:gte(t,n_forced*2)", "-c:a", "aac", "-b:a", "128k",
                "-f", "hls", "-hls_time", "2", "-hls_list_size", "0",
                "-var_stream_map", " ".join(f"v:{n},agroup:a" for n in range(len(RUNGS))) + " a:0,agroup:a",
                "-hls_segment_filename", f"{hls}/%v_%05d.ts", f"{hls}/%v.m3u8"]
    process = subprocess.Popen(command)
    try:
        seconds = stretch(process.pid, time.monotonic(), options)
        saved = {}
        for n, rung in enumerate(RUNGS):
            saved[rung] = os.path.join(directory, f"ffmpeg_{rung}.ts")
            with open(saved[rung], "wb") as file:
                for segment in sorted(glob.glob(f"{hls}/{n}_*.ts"))[:QUALITY_SECONDS // 2]:
                    file.write(open(segment, "rb").read())
        return seconds, 0, saved
    finally:
        stop(process)
        subprocess.run(["rm", "-rf", hls], check=True)


def quality(options, source, coded, rung):
    """PSNR in dB and SSIM of the pictures of a file against those of the source at the same times."""
    width, height, _ = RUNGS[rung]
    graph = (f"[0:v]trim=duration={QUALITY_SECONDS},setpts=PTS-STARTPTS,split[a][b];"
             f"[1:v]trim=duration={QUALITY_SECONDS},scale={width}:{height}:flags=bicubic,setpts=PTS-STARTPTS,split[c][d];"
             "[a][c]psnr=ts_sync_mode=nearest;[b][d]ssim=ts_sync_mode=nearest")
    result = subprocess.run([options.ffmpeg, "-nostdin", "-hide_banner", "-i", coded, "-i", source, "-lavfi", graph,
                             "-f", "null", "-"], capture_output=True, text=True, check=True).stderr
    return (float(re.search(r"PSNR.* average:(\S+)", result).group(1)),
            float(re.search(r"SSIM.* All:(\S+)", result).group(1)),
            int(re.search(r"frame= *(\d+)", result.splitlines()[-1].rsplit("\r", 1)[-1]).group(1)),
            os.path.getsize(coded))


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--turns", type=int, default=3)
    parser.add_argument("--from", type=float, default=20, dest="begin", metavar="SECONDS")
    parser.add_argument("--to", type=float, default=140, metavar="SECONDS")
    parser.add_argument("--no-quality", action="store_false", dest="quality")
    parser.add_argument("--ffmpeg", default=bundled_ffmpeg())
    options = parser.parse_args()
    figures = {"sluice": [], "ffmpeg": []}
    files = {}
    with tempfile.TemporaryDirectory() as directory:
        source = make_source(options.ffmpeg, os.path.join(directory, "hard.flv"))
        for turn in range(options.turns):
            for name, measure in (("sluice", sluice), ("ffmpeg", ffmpeg)):
                seconds, dropped, saved = measure(options, source, directory)
                figures[name].append(seconds)
                files[name] = saved or files.get(name)
                print(f"{name:7} CPU {seconds:7.2f} s in {options.to - options.begin:.0f} s  pictures dropped {dropped:.0f}",
                      flush=True)
        ratio = statistics.median(figures["sluice"]) / statistics.median(figures["ffmpeg"])
        print(f"ratio of medians, sluice / ffmpeg: {ratio:.3f}")
        compared = {}
        if options.quality:
            for rung in RUNGS:
                compared[rung] = {name: quality(options, source, files[name][rung], rung) for name in files}
                for name, (psnr, ssim, pictures, length) in compared[rung].items():
                    print(f"{rung} {name:7} PSNR {psnr:.2f} dB  SSIM {ssim:.4f}  of {pictures} pictures; "
                          f"{length / 1000:.0f} kB on the wire")
        print(json.dumps({"cpu_seconds": figures, "ratio": ratio, "psnr_ssim": compared}))
    sound = ratio <= 1.05 and all(pair["sluice"][0] >= pair["ffmpeg"][0] - 0.1 for pair in compared.values())
    sys.exit(0 if sound else 1)


if __name__ == "__main__":
    main()
