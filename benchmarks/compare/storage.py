"""What the measurements of the storage API share: a gateway with a namespace and keys for it."""

import http.client
import json
import os
import subprocess
import time

from publishers import ROOT, Sluice, await_port

NAMESPACE = "live-origin"


class Storage(Sluice):
    """./sluice serve without ladders, with a namespace, and a key of each role."""

    def __init__(self, directory, namespace, environment=None):
        super().__init__(directory)
        self.namespace, self.environment = namespace, environment or {}

    def start(self):
        environment = dict(os.environ, SLUICE_TRANSCODE_ENABLED="false", SLUICE_DATA_DIR=os.path.join(self.directory, "data"),
                           SLUICE_RTMP_LISTEN=f"127.0.0.1:{self.rtmp}", SLUICE_HTTP_LISTEN=f"127.0.0.1:{self.http}",
                           **self.environment)
        self.log = os.path.join(self.directory, "sluice.log")
        with open(self.log, "w") as log:
            self.process = subprocess.Popen([os.path.join(ROOT, "sluice"), "serve"], env=environment, cwd=self.directory,
                                            stdout=log, stderr=subprocess.STDOUT)
        await_port(self.http, 300)
        self.keys = {role: self.key(role) for role in ("admin", "readwrite", "readonly")}
        status, body = self.request("PUT", f"/api/v1/namespaces/{NAMESPACE}", json.dumps(self.namespace).encode(),
                                    {"Authorization": self.keys["admin"], "Content-Type": "application/json"})
        if status not in (200, 201, 204):
            raise SystemExit(f"the namespace was refused: {status} {body!r}")

    def key(self, role):
        command = [os.path.join(ROOT, "sluice"), "keys", "create", "--role", role, "--expires", "30d",
                   "--data-dir", os.path.join(self.directory, "data")]
        return subprocess.run(command, capture_output=True, text=True, check=True).stdout.split()[-1]

    def request(self, method, path, body=None, headers=None, connection=None):
        own = connection is None
        connection = connection or http.client.HTTPConnection("127.0.0.1", self.http, timeout=30)
        connection.request(method, path, body, headers or {})
        response = connection.getresponse()
        result = response.status, response.read()
        if own:
            connection.close()
        return result

    def usage(self):
        _, body = self.request("GET", f"/api/v1/namespaces/{NAMESPACE}", headers={"Authorization": self.keys["admin"]})
        return json.loads(body)["usage"]

    def metrics(self):
        """Samples without labels, by name."""
        text = self.request("GET", "/metrics")[1].decode()
        return {name: float(value) for name, value in
                (line.split(" ", 1) for line in text.splitlines() if line and line[0] != "#" and "{" not in line)}


def wait_until(what, seconds, condition):
    deadline = time.monotonic() + seconds
    while not condition():
        if time.monotonic() > deadline:
            raise SystemExit(f"waited {seconds} s for {what}")
        time.sleep(0.05)
