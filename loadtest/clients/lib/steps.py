"""Steps that pass or fail, and the table of them."""

import contextlib
import signal
import sys
import time
import traceback


class Broken(Exception):
    """A step failed, so the ones that build on it cannot run."""


class Steps:
    """Journeys of named steps. A failed step ends its journey; the next journey runs."""

    def __init__(self):
        self.rows = []
        self._journey = ""
        signal.signal(signal.SIGTERM, lambda *_: sys.exit(143))  # every `with` ends, and so do the services

    @contextlib.contextmanager
    def journey(self, title):
        self._journey = title
        print(f"\n== {title}", flush=True)
        try:
            yield
        except Broken:
            self._note("NOT RUN", "the rest of this journey")
        except Exception as failed:  # what is between steps: starting the service
            traceback.print_exc()
            self._note("FAIL", "prepare", failed)

    @contextlib.contextmanager
    def step(self, what):
        started = time.monotonic()
        try:
            yield
        except Exception as failed:
            if not isinstance(failed, AssertionError):
                traceback.print_exc()
            self._note("FAIL", what, failed)
            raise Broken from failed
        self._note("PASS", f"{what}  ({time.monotonic() - started:.1f} s)")

    def known(self, what):
        """A difference that is not the service's: reported, and neither passed nor failed."""
        self._note("KNOWN", what)

    def _note(self, state, what, reason=None):
        self.rows.append((state, self._journey, what))
        print(f"   {state:7} {what}" + (f"\n           {reason}" if reason else ""), flush=True)

    def finish(self):
        """Prints the table; returns the exit status."""
        print()
        for state, journey, what in self.rows:
            print(f"{state:7} | {journey} | {what}")
        count = {state: sum(row[0] == state for row in self.rows) for state in ("PASS", "FAIL", "NOT RUN", "KNOWN")}
        print("\n" + ", ".join(f"{number} {state}" for state, number in count.items() if number))
        return 1 if count["FAIL"] or count["NOT RUN"] or not count["PASS"] else 0
