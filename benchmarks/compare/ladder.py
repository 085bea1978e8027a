"""What the ladder's measurements share: a gateway with a ladder, sources for it, and what it served."""

import glob
import json
import os
import re
import subprocess
import time

from publishers import ROOT, Sluice, await_port, fetch

RUNGS = {"720p30": (1280, 720, 2500), "480p30": (854, 480, 1500), "240p30": (426, 240, 750)}  # kb/s of video
HARD = "mandelbrot=size=1280x720:rate=30,noise=alls=20:allf=t,format=yuv420p"


class Gateway(Sluice):
    """./sluice serve with the default ladder; everything is encoded unless passthrough is asked for."""

    def __init__(self, directory, passthrough="never", settings=None):
        super().__init__(directory)
        os.makedirs(directory, exist_ok=True)
        self.settings = {"auth": "open", "rtmp": {"listen": f"127.0.0.1:{self.rtmp}"},
                         "http": {"listen": f"127.0.0.1:{self.http}"},
                         "data_dir": os.path.join(directory, "data"),
                         "ladders": [{"channels": "*", "passthrough": passthrough, "audio_passthrough": passthrough,
                                      "rungs": [{"height": height, "bitrate": f"{rate}kb/s"}
                                                for _, height, rate in RUNGS.values()]}]}
        self.settings.update(settings or {})

    def start(self):
        configuration = os.path.join(self.directory, "sluice.yaml")
        with open(configuration, "w") as file:
            json.dump(self.settings, file)  # JSON is YAML
        self.log = os.path.join(self.directory, "sluice.log")
        with open(self.log, "w") as log:
            self.process = subprocess.Popen([os.path.join(ROOT, "sluice"), "serve", "--config", configuration],
                                            cwd=self.directory, stdout=log, stderr=subprocess.STDOUT)
        await_port(self.rtmp, 300)
        await_port(self.http)

    def rtmp_url(self, channel):
        return f"rtmp://127.0.0.1:{self.rtmp}/live/{channel}"

    def text(self, path):
        return fetch(self.http, path).decode()

    def media(self, channel, rung):
        return MediaPlaylist(self.text(f"/live/{channel}/playlist_{rung}.m3u8"))

    def segment(self, channel, uri):
        return fetch(self.http, f"/live/{channel}/{uri}")

    def metric(self, name, **labels):
        """Sum of the samples of a metric whose labels are among those given."""
        total = 0.0
        for found, text, value in re.findall(r"^(\w+)(?:\{(.*)\})? (\S+)$", self.text("/metrics"), re.M):
            have = dict(re.findall(r'(\w+)="([^"]*)"', text or ""))
            if found == name and all(have.get(key) == wanted for key, wanted in labels.items()):
                total += float(value)
        return total


class MediaPlaylist:
    """The segments of a media playlist."""

    def __init__(self, text):
        self.ended = "#EXT-X-ENDLIST" in text
        number = int(re.search(r"#EXT-X-MEDIA-SEQUENCE:(\d+)", text).group(1))
        self.target = int(re.search(r"#EXT-X-TARGETDURATION:(\d+)", text).group(1))
        self.segments, entry = [], {}
        for line in text.splitlines():
            if line == "#EXT-X-DISCONTINUITY":
                entry["discontinuity"] = True
            elif line == "#EXT-X-GAP":
                entry["gap"] = True
            elif line.startswith("#EXTINF:"):
                entry["duration"] = float(line[8:].split(",")[0])
            elif line.startswith("#EXT-X-PROGRAM-DATE-TIME:"):
                entry["time"] = line.split(":", 1)[1]
            elif line and not line.startswith("#"):
                self.segments.append({"discontinuity": False, "gap": False, **entry, "uri": line, "number": number})
                number, entry = number + 1, {}


def bundled_ffmpeg():
    """The ffmpeg program that comes with the natives, wherever a gateway has unpacked it; else the system's."""
    places = [os.path.join(ROOT, "ingest", "target", "native"), os.path.join(ROOT, "data", "native"),
              os.path.expanduser("~/.javacpp/cache")]
    for place in places:
        for program in glob.glob(f"{place}/*/org/bytedeco/ffmpeg/*/ffmpeg"):
            if os.access(program, os.X_OK):
                return program
    return "ffmpeg"


def make_source(ffmpeg, path, video=HARD, seconds=20, rate="14M", gop=60, audio="sine=frequency=440:sample_rate=48000"):
    """An FLV file of H.264 and AAC that no rung is allowed to pass through."""
    subprocess.run([ffmpeg, "-nostdin", "-loglevel", "error", "-y", "-f", "lavfi", "-i", video, "-f", "lavfi", "-i", audio,
                    "-t", str(seconds), "-c:v", "libx264", "-preset", "superfast", "-g", str(gop), "-keyint_min",
                    str(gop), "-sc_threshold", "0", "-bf", "0", "-pix_fmt", "yuv420p", "-b:v", rate, "-maxrate", rate,
                    "-bufsize", rate, "-c:a", "aac", "-b:a", "128k", path], check=True)
    return path


def publish(ffmpeg, source, url, *options):
    """Publishes a file over and over in real time."""
    return subprocess.Popen([ffmpeg, "-nostdin", "-loglevel", "error", "-re", "-stream_loop", "-1", "-i", source, *options,
                             "-c", "copy", "-f", "flv", url], stderr=subprocess.DEVNULL)


def stop(*processes):
    for process in processes:
        if process.poll() is None:
            process.kill()
        process.wait()


def wait_for(what, seconds, condition):
    """Waits until a condition holds; errors of a server that is not ready yet count as no."""
    deadline = time.monotonic() + seconds
    while time.monotonic() < deadline:
        try:
            result = condition()
            if result:
                return result
        except (LookupError, OSError, AttributeError):
            pass
        time.sleep(0.1)
    raise SystemExit(f"waited {seconds} s for {what}")
