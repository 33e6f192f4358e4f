"""Programs that are started for a while, and asked whether they are ready."""

import signal
import socket
import subprocess
import time
import urllib.error
import urllib.request

START_LIMIT = 180
STOP_LIMIT = 60
# For one command of a command line.
COMMAND_LIMIT = 180


class Running:
    """A program until the end of a `with`; it may be killed and started again in between."""

    def __init__(self, command, log, ready=None, environment=None):
        self._command = [str(word) for word in command]
        self._ready = ready
        self._environment = environment
        self.log = log

    def __enter__(self):
        with open(self.log, "ab") as out:
            self.process = subprocess.Popen(
                self._command,
                stdin=subprocess.DEVNULL,
                stdout=out,
                stderr=out,
                env=self._environment,
                start_new_session=True,  # a Ctrl-C here must not reach it before its callers have ended
            )
        if self._ready:
            try:
                self._await_ready()
            except BaseException:
                self.__exit__()
                raise
        return self

    def _await_ready(self):
        deadline = time.monotonic() + START_LIMIT
        while not self._answers():
            if self.process.poll() is not None or time.monotonic() > deadline:
                said = self.log.read_text(errors="replace")[-3000:]
                raise RuntimeError(f"{self._command[0]} did not become ready at {self._ready}; it said:\n{said}")
            time.sleep(0.1)

    def _answers(self):
        """Any answer will do."""
        try:
            with urllib.request.urlopen(self._ready, timeout=5):
                return True
        except urllib.error.HTTPError:
            return True
        except OSError:
            return False

    def kill(self):
        self.process.send_signal(signal.SIGKILL)
        self.process.wait()

    def __exit__(self, *_):
        self.process.terminate()
        try:
            self.process.wait(STOP_LIMIT)
        except subprocess.TimeoutExpired:
            self.process.kill()
            self.process.wait()


def listening(port):
    with socket.socket() as probe:
        return probe.connect_ex(("127.0.0.1", port)) == 0


def until(condition, what, limit=180):
    """Waits until something is so, and returns what it was."""
    deadline = time.monotonic() + limit
    while not (value := condition()):
        assert time.monotonic() < deadline, f"not within {limit} s: {what}"
        time.sleep(0.05)
    return value
