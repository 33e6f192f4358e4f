"""What callers and clients saw, and what of it must never be seen."""

import collections
import hashlib
import json
import threading
import time

SHOWN = 20


class Record:
    def __init__(self):
        self._lock = threading.Lock()
        self._files = {}
        self._newest = 0
        self.counts = collections.Counter()
        self.violations = collections.defaultdict(list)

    def count(self, what):
        with self._lock:
            self.counts[what] += 1

    def violation(self, kind, text):
        with self._lock:
            self.counts[kind] += 1
            if len(self.violations[kind]) < SHOWN:
                self.violations[kind].append(f"{time.strftime('%H:%M:%S')} {text}")

    def newest(self):
        """The highest version of the timestamp that anyone has been given."""
        with self._lock:
            return self._newest

    def status(self, who, what, status):
        self.count(f"{who}: {status}")
        if status >= 500 and status != 503:
            self.violation("answers of 500", f"{what}: {status}")

    def file(self, name, body):
        """A versioned name has one content for ever."""
        digest = hashlib.sha256(body).hexdigest()
        with self._lock:
            before = self._files.setdefault(name, digest)
        if before != digest:
            self.violation("names with two contents", f"{name}: {before} and {digest}")

    def timestamp(self, who, body, least):
        """Never older than what anyone had been given before the request was sent, whichever node answers."""
        version = json.loads(body)["signed"]["version"]
        self.file(f"{version}.timestamp.json", body)
        with self._lock:
            self._newest = max(self._newest, version)
        if version < least:
            self.violation("rolled back", f"{who}: timestamp {version} after {least}")
        return version

    def files(self):
        with self._lock:
            return len(self._files)
