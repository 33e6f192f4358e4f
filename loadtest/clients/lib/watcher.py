"""Somebody who looks at a repository all the time, to notice what is wrong only for a moment."""

import shutil
import threading

import look_python
from users import request


class Watcher:
    """python-tuf in this process, over and over: a new user each time, and one who knows what was before."""

    def __init__(self, folder, metadata_url, files_url, trusted_root, path):
        self.complaints = []
        self.looks = 0
        self._folder = folder
        self._urls = (metadata_url, files_url)
        self._root = trusted_root
        self._path = path
        self._over = threading.Event()
        self._thread = threading.Thread(target=self._watch, daemon=True)

    def __enter__(self):
        self._thread.start()
        return self

    def __exit__(self, *_):
        self._over.set()
        self._thread.join()

    def _watch(self):
        while not self._over.is_set():
            for name, is_new in (("old", not (self._folder / "old").exists()), ("new", True)):
                if is_new:
                    shutil.rmtree(self._folder / name, ignore_errors=True)
                    (self._folder / name / "metadata").mkdir(parents=True)
                self._look(self._folder / name, is_new)

    def _look(self, folder, is_new, again=True):
        try:
            found = look_python.look(request(folder, *self._urls, self._root, is_new, [self._path]))
            if self._path not in found["targets"]:
                self.complaints.append(f"{self._path} is gone")
        except Exception as failed:
            # Whoever asked for the next root just before it was there, and for the timestamp just after, cannot verify
            # that one (issue 223 of the specification). The next refresh must.
            if again and "timestamp was signed by 0" in str(failed):
                self._look(folder, is_new, again=False)
                return
            self.complaints.append(f"{folder.name}: {type(failed).__name__}: {failed}")
        self.looks += 1
