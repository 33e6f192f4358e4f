"""The service in a process of its own, and what its callers ask of it over HTTP."""

import contextlib
import copy
import functools
import http.server
import json
import os
import pathlib
import socket
import subprocess
import threading
import time
import urllib.error
import urllib.parse
import urllib.request

from processes import COMMAND_LIMIT, Running

TASK_LIMIT = 120


def free_ports(count):
    with contextlib.ExitStack() as opened:
        sockets = [opened.enter_context(socket.socket()) for _ in range(count)]
        for one in sockets:
            one.bind(("127.0.0.1", 0))
        return [one.getsockname()[1] for one in sockets]


def request(method, url, body=None, token=None):
    """(status, bytes); an answer of 400 and above is an answer too."""
    data = None if body is None else json.dumps(body).encode()
    headers = {"Content-Type": "application/json"}
    if token:
        headers["Authorization"] = f"Bearer {token}"
    asked = urllib.request.Request(url, data=data, method=method, headers=headers)
    try:
        with urllib.request.urlopen(asked, timeout=60) as answer:
            return answer.status, answer.read()
    except urllib.error.HTTPError as refused:
        return refused.code, refused.read()


class Service(Running):
    """`countersign quickstart --empty` in a folder, until the end of a `with`."""

    def __init__(self, launcher, folder, environment=None):
        self.folder = pathlib.Path(folder)
        self.folder.mkdir(parents=True)
        self.keys = self.folder / "online-keys"
        self.keys.mkdir()
        port, self._management = free_ports(2)
        self.url = f"http://127.0.0.1:{port}"
        command = [launcher, "quickstart", "--empty", "--data", self.folder / "data", "--keys", self.keys]
        command += ["--port", port, "--management-port", self._management]
        # Notes of this service for the command line are kept with it.
        home = {"XDG_STATE_HOME": str(self.folder / "state"), **(environment or {})}
        ready = f"http://127.0.0.1:{self._management}/ready"
        super().__init__(command, self.folder / "service.log", ready, {**os.environ, **home})

    def _answers(self):
        """Ready is what says that it is."""
        with contextlib.suppress(OSError):
            return request("GET", self._ready)[0] == 200
        return False

    def repository(self, name):
        """The same service as one of its repositories with a name is seen: at an address of its own."""
        other = copy.copy(self)
        other.url = f"{self.url}/repositories/{name}"
        return other

    @property
    def token(self):
        """The one in the data folder, which may do everything."""
        return (self.folder / "data" / "admin.token").read_text().strip()

    def new_token(self, name, *grants):
        """One that may do less, made by the command line, which finds the service's own."""
        command = [self._command[0], "token", "create", "--name", name, "--output", "json"]
        command += [word for grant in grants for word in ("--grant", grant)]
        command += ["--server", self.url]
        done = subprocess.run(
            command, env=self._environment, capture_output=True, text=True, timeout=COMMAND_LIMIT
        )
        assert done.returncode == 0, f"token create ended with {done.returncode}: {done.stdout}{done.stderr}"
        return json.loads(done.stdout)["token"]

    def url_with(self, token):
        """The address for programs that know nothing of tokens: they send what stands before the @ as Basic."""
        return self.url.replace("://", f"://x:{token}@")

    @property
    def metadata_url(self):
        return f"{self.url}/metadata"

    def metadata(self, name):
        """(status, bytes) of a metadata file."""
        return request("GET", f"{self.metadata_url}/{name}")

    def signed(self, name):
        """The `signed` part of a metadata file that must be there."""
        status, body = self.metadata(name)
        assert status == 200, f"{name}: {status} (expected: 200)"
        return json.loads(body)["signed"]

    def has(self, name):
        status, _ = self.metadata(name)
        assert status in (200, 404), f"{name}: {status} (expected: 200 or 404)"
        return status == 200

    def api(self, method, path, body=None):
        """(status, value) of a request below /api/v1/."""
        status, answer = request(method, f"{self.url}/api/v1/{path}", body, self.token)
        return status, json.loads(answer)

    def metrics(self):
        """What Prometheus would read."""
        status, text = request("GET", f"http://127.0.0.1:{self._management}/metrics")
        assert status == 200, f"metrics: {status}"
        return text.decode()

    def task(self, task_id):
        """The `data` of a task once it is over."""
        deadline = time.monotonic() + TASK_LIMIT
        while True:
            status, answer = self.api("GET", "task/?task_id=" + urllib.parse.quote(task_id))
            assert status == 200, f"task: {status} {answer}"
            if answer["data"]["state"] in ("SUCCESS", "ERRORED", "FAILURE"):
                return answer["data"]
            assert time.monotonic() < deadline, f"task is not over after {TASK_LIMIT} s: {answer}"

    def do(self, method, path, body):
        """Sends a change, waits for its task; returns the result's details."""
        status, answer = self.api(method, path, body)
        assert status == 202, f"{method} {path}: {status} {answer} (expected: 202)"
        data = self.task(answer["data"]["task_id"])
        assert data["state"] == "SUCCESS" and data["result"]["status"] is True, f"{method} {path}: {data}"
        return data["result"]["details"]

    def pending(self):
        """What waits for signatures: metadata by role, and what it is to be trusted by."""
        status, answer = self.api("GET", "metadata/sign/")
        assert status == 200, f"metadata/sign: {status} {answer}"
        return answer.get("data", {}).get("metadata", {})


class Quiet(http.server.SimpleHTTPRequestHandler):
    def log_message(self, *_):
        pass


@contextlib.contextmanager
def serving(handler):
    """An HTTP server on a free loopback port; gives its address."""
    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), handler)
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.server_port}"
    finally:
        server.shutdown()
        server.server_close()
        thread.join()


def serving_files(folder):
    """The server that artifacts are downloaded from."""
    return serving(functools.partial(Quiet, directory=str(folder)))
