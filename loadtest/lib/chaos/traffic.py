"""Who calls and reads meanwhile: registries that post, callers that ask, TUF clients, and watchers of the timestamp."""

import contextlib
import dataclasses
import hashlib
import http.client
import json
import os
import random
import selectors
import socket
import threading
import time

from tuf.api.exceptions import DownloadError, DownloadHTTPError, RepositoryError
from tuf.ngclient import FetcherInterface, Updater, UpdaterConfig

PATIENCE = 15
PATHS = 500
OUTSTANDING = 400


def ask(node, method, path, body=None, patience=PATIENCE):
    """(status, bytes), or an OSError or HTTPException."""
    connection = http.client.HTTPConnection("127.0.0.1", node.port, timeout=patience)
    try:
        data = None if body is None else json.dumps(body)
        headers = {"Content-Type": "application/json"} if body is not None else {}
        if path.startswith("/api/"):
            headers["Authorization"] = f"Bearer {os.environ['COUNTERSIGN_TOKEN']}"
        connection.request(method, path, data, headers)
        answer = connection.getresponse()
        return answer.status, answer.read()
    finally:
        connection.close()


LOST = (OSError, http.client.HTTPException)


class Crowd:
    """Threads that work until they are told to stop."""

    def __init__(self):
        self._over = threading.Event()
        self._threads = []

    def add(self, work, pause):
        def run():
            while not self._over.is_set():
                work()
                self._over.wait(pause())

        thread = threading.Thread(target=run, daemon=True)
        self._threads.append(thread)
        thread.start()

    def stop(self):
        self._over.set()
        for thread in self._threads:
            thread.join(60)


class Registry:
    """Adds, replaces and removes artifacts of its own, one at a time, and knows what it has been promised."""

    def __init__(self, name, nodes, record, seed):
        self._name = name
        self._nodes = nodes
        self._record = record
        self._random = random.Random(seed)
        self._made = 0
        self.tasks = []
        # What clients must find: a length, or None for what was removed.
        self.promised = {}

    def work(self):
        known = list(self.promised) if len(self.promised) >= PATHS or self._random.random() < 0.3 else []
        path = self._random.choice(known) if known else self._fresh()
        if self.promised.get(path) is not None and self._random.random() < 0.3:
            self._send("artifacts/delete", {"artifacts": [path]}, path, None)
        else:
            length = self._random.randrange(1 << 30)
            digest = hashlib.sha256(f"{path} {length}".encode()).hexdigest()
            info = {"length": length, "hashes": {"sha256": digest}}
            self._send("artifacts/", {"artifacts": [{"path": path, "info": info}]}, path, length)
        if self._random.random() < 0.02:
            self._renew()

    def _renew(self):
        with contextlib.suppress(*LOST):
            node, status, _ = self._post("metadata/online", {"roles": ["timestamp"]})
            self._record.status("POST", f"POST metadata/online at {node.name}", status)

    def _fresh(self):
        self._made += 1
        return f"{self._name}/{self._made}/package-{self._random.randrange(10**6)}.tar.gz"

    def _post(self, operation, body):
        for node in self._random.sample(self._nodes, len(self._nodes)):
            try:
                return node, *ask(node, "POST", f"/api/v1/{operation}", body)
            except ConnectionRefusedError as refused:
                nobody = refused
        raise nobody

    def _send(self, operation, body, path, promised):
        try:
            node, status, answer = self._post(operation, body)
        except ConnectionRefusedError:
            # Nobody has taken it.
            self._record.count("POST: nobody there")
            return
        except LOST:
            # It may come into effect yet, even after what is sent later: nothing can be said of this path any more.
            self.promised.pop(path, None)
            self._record.count("POST: no answer")
            return
        self._record.status("POST", f"POST {operation} at {node.name}", status)
        if status == 202:
            self.promised[path] = promised
            self.tasks.append(json.loads(answer)["data"]["task_id"])
            self._record.count("acknowledged changes")
        elif status != 503:
            self._record.violation("refused", f"POST {operation} at {node.name}: {status} {answer[:200]}")
        else:
            # It says that it was not taken, but a store may have taken it before it fell silent.
            self.promised.pop(path, None)


class Caller:
    """Asks what callers ask, of either node."""

    def __init__(self, nodes, registries, record, seed):
        self._nodes = nodes
        self._registries = registries
        self._record = record
        self._random = random.Random(seed)

    def work(self):
        paths = ["bootstrap/", "config/", "metadata/sign", "delegations/", "artifacts/?path=no/such/thing"]
        tasks = self._random.choice(self._registries).tasks
        if tasks:
            paths += ["task/?task_id=" + self._random.choice(tasks[-500:])] * 5
        path, node = self._random.choice(paths), self._random.choice(self._nodes)
        started = time.monotonic()
        try:
            self._record.status("GET", f"GET {path} at {node.name}", ask(node, "GET", f"/api/v1/{path}")[0])
        except LOST as lost:
            nobody = isinstance(lost, ConnectionRefusedError)
            self._record.count("GET: nobody there" if nobody else "GET: no answer")
        if time.monotonic() - started > 11 and node.has_been_well_since(started):
            self._record.count("GET: longer than 11 s")


class Watcher:
    """Asks one node for the timestamp, often, without waiting for answers: a frozen node finds many questions."""

    def __init__(self, node, record):
        self._node = node
        self._record = record
        self._waiting = selectors.DefaultSelector()

    def work(self):
        if len(self._waiting.get_map()) < OUTSTANDING:
            self._ask()
        for key, _ in self._waiting.select(0):
            self._receive(key)

    def _ask(self):
        question = Question(self._record.newest())
        with contextlib.suppress(OSError):
            one = socket.create_connection(("127.0.0.1", self._node.port), timeout=0.5)
            one.sendall(b"GET /metadata/timestamp.json HTTP/1.1\r\nHost: 127.0.0.1\r\nConnection: close\r\n\r\n")
            self._waiting.register(one, selectors.EVENT_READ, question)

    def _receive(self, key):
        data = b""
        with contextlib.suppress(OSError):
            data = key.fileobj.recv(1 << 16)
        key.data.answer += data
        if data:
            return
        self._waiting.unregister(key.fileobj)
        key.fileobj.close()
        head, _, body = key.data.answer.partition(b"\r\n\r\n")
        if body:
            status = int(head.split()[1])
            self._record.status("timestamp", f"timestamp.json at {self._node.name}", status)
            if status == 200:
                self._record.timestamp(f"a question to {self._node.name}", body, key.data.least)


@dataclasses.dataclass
class Question:
    """One request, and the newest version that anyone had been given when it was sent."""

    least: int
    answer: bytes = b""


class Balanced(FetcherInterface):
    """Each request goes to either node, as behind a balancer, and to the other one if that does not serve."""

    def __init__(self, client, nodes, record, randomness):
        self._client = client
        self._nodes = nodes
        self._record = record
        self._random = randomness
        self.version = 0

    def _fetch(self, url):
        name = url.rpartition("/")[2]
        for node in self._random.sample(self._nodes, len(self._nodes)):
            least = max(self._record.newest(), self.version)
            try:
                status, body = ask(node, "GET", f"/metadata/{name}", patience=6)
            except LOST:
                continue
            self._record.status("client", f"{name} at {node.name}", status)
            if status == 200:
                self._note(node, name, body, least)
                return iter([body])
            if status == 404 and not name.endswith(".root.json"):
                self._record.violation("missing files", f"{self._client}: {name} at {node.name}")
            if status != 503:
                raise DownloadHTTPError(f"{name}: {status}", status)
        raise DownloadError(f"no node serves {name}")

    def _note(self, node, name, body, least):
        if name == "timestamp.json":
            version = self._record.timestamp(f"{self._client} at {node.name}", body, least)
            self.version = max(self.version, version)
        else:
            self._record.file(name, body)


class Client:
    """A python-tuf client with its own metadata cache, which refreshes again and again."""

    def __init__(self, name, folder, root, nodes, registries, record, seed):
        self.name = name
        self._folder = folder / name
        self._root = root
        self._registries = registries
        self._record = record
        self._random = random.Random(seed)
        self._fetcher = Balanced(name, nodes, record, self._random)

    def updater(self):
        is_new = not self._folder.exists()
        self._folder.mkdir(exist_ok=True)
        return Updater(
            str(self._folder),
            "http://balanced/metadata/",
            str(self._folder),
            "http://balanced/targets/",
            fetcher=self._fetcher,
            config=UpdaterConfig(prefix_targets_with_hash=False),
            bootstrap=self._root if is_new else None,
        )

    def work(self):
        try:
            updater = self.updater()
            updater.refresh()
            for path in list(self._random.choice(self._registries).promised)[-3:]:
                updater.get_targetinfo(path)
            self._record.count("clients: refreshed")
        except DownloadError:
            self._record.count("clients: nobody served")
        except RepositoryError as refused:
            self._record.violation("refused by clients", f"{self.name}: {type(refused).__name__}: {refused}")
