"""What runs: PostgreSQL, Redis, and two nodes of the service, each a process that can be killed and frozen."""

import contextlib
import os
import pathlib
import re
import shutil
import signal
import socket
import subprocess
import time
import urllib.error
import urllib.request

from links import Link

START_LIMIT = 90
# Megabytes: room for the database, its journal and some publications.
DISK = 400


def free_port():
    with socket.socket() as one:
        one.bind(("127.0.0.1", 0))
        return one.getsockname()[1]


def family(pid):
    """A process and all below it."""
    parents = {}
    for entry in pathlib.Path("/proc").iterdir():
        if entry.name.isdigit():
            with contextlib.suppress(OSError, ValueError):
                parents[int(entry.name)] = int((entry / "stat").read_text().rpartition(")")[2].split()[1])
    found = [pid]
    for one in found:
        found += [child for child, parent in parents.items() if parent == one]
    return found


class Program:
    """One process with its children."""

    def __init__(self, name, log):
        self.name = name
        self.log = log
        self._process = None
        self._frozen = []
        self._thawed = 0

    def command(self):
        raise NotImplementedError

    def is_up(self):
        raise NotImplementedError

    def options(self):
        return {}

    def start(self):
        if self.runs():
            return
        with open(self.log, "ab") as log:
            self._process = subprocess.Popen(
                [str(word) for word in self.command()],
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=log,
                start_new_session=True,
                **self.options(),
            )

    def runs(self):
        return self._process is not None and self._process.poll() is None

    def await_up(self, limit=START_LIMIT):
        """Starts it again if it ends meanwhile: a PostgreSQL that was killed may have to wait for its own remains."""
        deadline = time.monotonic() + limit
        while not self.is_up():
            if time.monotonic() > deadline:
                raise RuntimeError(f"{self.name} is not up after {limit} s; the end of {self.log}:\n{self.said()}")
            if not self.runs():
                self.start()
            time.sleep(0.1)

    def said(self):
        return self.log.read_text(errors="replace")[-2000:]

    def kill(self):
        if self.runs():
            for pid in family(self._process.pid):
                _signal(pid, signal.SIGKILL)
        self._frozen = []
        if self._process is not None:
            self._process.wait()

    def stop(self, limit=60):
        """Asks it to end, and insists after a while."""
        if self.runs():
            self.thaw()
            self._process.send_signal(self.stop_signal)
            with contextlib.suppress(subprocess.TimeoutExpired):
                self._process.wait(limit)
        self.kill()

    stop_signal = signal.SIGTERM

    def freeze(self):
        if self.runs():
            self._frozen = family(self._process.pid)
            for pid in self._frozen:
                _signal(pid, signal.SIGSTOP)

    def thaw(self):
        for pid in self._frozen:
            _signal(pid, signal.SIGCONT)
        if self._frozen:
            self._thawed = time.monotonic()
        self._frozen = []

    def is_frozen(self):
        return bool(self._frozen)

    def has_been_well_since(self, moment):
        return self.runs() and not self._frozen and self._thawed < moment


def _signal(pid, which):
    with contextlib.suppress(ProcessLookupError):
        os.kill(pid, which)


class Postgres(Program):
    stop_signal = signal.SIGINT

    def __init__(self, binaries, folder, log):
        super().__init__("PostgreSQL", log)
        self._binaries = pathlib.Path(binaries)
        self._folder = folder
        self.port = free_port()
        self.disk_can_fill = _mount(folder)
        self._user = {"user": "postgres", "group": "postgres", "extra_groups": []} if os.geteuid() == 0 else {}
        if self._user:
            shutil.chown(folder, "postgres", "postgres")
        self._run(
            *("initdb", "-D", folder / "data", "-U", "countersign"),
            *("--auth=trust", "--encoding=UTF8", "--locale=C", "-N"),
        )
        self.start()
        self.await_up()
        self._run("createdb", "-h", "127.0.0.1", "-p", str(self.port), "-U", "countersign", "countersign")

    def _run(self, program, *words):
        command = [str(word) for word in (self._binaries / program, *words)]
        subprocess.run(command, check=True, capture_output=True, cwd="/", **self._user)

    def command(self):
        settings = ["listen_addresses=127.0.0.1", "unix_socket_directories=", "shared_buffers=32MB", "max_wal_size=96MB"]
        settings += ["min_wal_size=32MB", "max_connections=60"]
        words = [self._binaries / "postgres", "-D", self._folder / "data", "-p", str(self.port)]
        return words + [word for setting in settings for word in ("-c", setting)]

    def options(self):
        return {"cwd": "/", **self._user}

    def is_up(self):
        words = [self._binaries / "pg_isready", "-q", "-t", "2"]
        words += ["-h", "127.0.0.1", "-p", str(self.port), "-U", "countersign"]
        return self.runs() and subprocess.run([str(word) for word in words], check=False).returncode == 0

    def fill_disk(self):
        with contextlib.suppress(OSError), open(self._folder / "filler", "wb", buffering=0) as filler:
            while True:
                filler.write(bytes(1 << 16))

    def free_disk(self):
        (self._folder / "filler").unlink(missing_ok=True)

    def leave(self):
        self.kill()
        if self.disk_can_fill:
            subprocess.run(["umount", "-l", str(self._folder)], check=False)


def _mount(folder):
    """A file system of its own, so that filling it harms nobody else; False where that is not allowed."""
    folder.mkdir()
    if os.geteuid() != 0:
        return False
    words = ["mount", "-t", "tmpfs", "-o", f"size={DISK}m,mode=755", "chaos", str(folder)]
    return subprocess.run(words, check=False, capture_output=True).returncode == 0


class Redis(Program):
    def __init__(self, log):
        super().__init__("Redis", log)
        self.port = free_port()

    def command(self):
        return ["redis-server", "--bind", "127.0.0.1", "--port", str(self.port), "--save", "", "--appendonly", "no"]

    def options(self):
        return {"cwd": str(self.log.parent)}

    def is_up(self):
        with contextlib.suppress(OSError), socket.create_connection(("127.0.0.1", self.port), timeout=1) as one:
            one.settimeout(1)
            one.sendall(b"PING\r\n")
            return one.recv(16).startswith(b"+PONG")
        return False


class Node(Program):
    """One node of the service, with its own ways to PostgreSQL and Redis."""

    def __init__(self, name, launcher, folder, postgres, redis, keys):
        super().__init__(name, folder / f"{name}.log")
        self._launcher = launcher
        self.port, self._management = free_port(), free_port()
        self.database = Link(postgres.port)
        self.register = Link(redis.port) if redis else None
        self._config = folder / f"{name}.yaml"
        self._config.write_text(
            f"http:\n  port: {self.port}\n"
            f"management:\n  port: {self._management}\n"
            f"database:\n  url: postgresql://countersign@127.0.0.1:{self.database.port}/countersign\n"
            f"keys:\n  directory: {keys}\n"
            # Clients that a fault holds up for long still finish what they began.
            "retention:\n  files: 30m\n"
            + (f"redis:\n  url: redis://127.0.0.1:{self.register.port}\n" if redis else "")
        )

    def command(self):
        return [self._launcher, "serve", "--config", self._config]

    def first_token(self):
        """A token that may do everything, made on the database."""
        make = pathlib.Path(__file__).parents[1] / "first-token"
        made = subprocess.run([make, self._launcher, self._config], check=True, capture_output=True, text=True)
        return made.stdout.strip()

    def is_up(self):
        return self._management_answer("ready")[0] == 200

    def leads(self):
        return self._metric("countersign_leading") == 1

    def backlog(self):
        """Accepted and not yet published; None if it does not say."""
        return self._metric("countersign_backlog_submissions")

    def _metric(self, name):
        found = re.search(rf"^{name}(?:{{.*}})? (\S+)$", self._management_answer("metrics")[1], re.MULTILINE)
        return float(found[1]) if found else None

    def _management_answer(self, path):
        if not self.runs() or self.is_frozen():
            return 0, ""
        try:
            with urllib.request.urlopen(f"http://127.0.0.1:{self._management}/{path}", timeout=3) as answer:
                return answer.status, answer.read().decode()
        except urllib.error.HTTPError as refused:
            return refused.code, ""
        except OSError:
            return 0, ""
