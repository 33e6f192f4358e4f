"""A campaign: faults at random, traffic meanwhile, and at the end a walk through all that was promised."""

import argparse
import dataclasses
import os
import pathlib
import random
import signal
import subprocess
import sys
import time
import typing

from record import Record
from stage import Node, Postgres, Redis
from traffic import LOST, Caller, Client, Crowd, Registry, Watcher, ask

VERDICTS = {
    "lost": "acknowledged changes that the repository lacks",
    "rolled back": "answers older than what had been given",
    "names with two contents": "versioned names with two contents",
    "answers of 500": "answers of 5xx other than 503",
    "refused by clients": "refreshes that a client refused",
    "missing files": "files that metadata names and nobody has",
    "refused": "changes refused for another reason than 503",
    "not proved": "disagreements of metadata, public log and audit",
    "not recovered": "of the stage, not in order again after the end",
}
BINS = 64
RECOVERY = 120


@dataclasses.dataclass
class Fault:
    name: str
    begin: typing.Callable
    end: typing.Callable
    least: float
    most: float


class Campaign:
    def __init__(self, options, name, with_redis, seconds, seed):
        self._options = options
        self._seconds = seconds
        self._random = random.Random(f"{seed} {name}")
        self._folder = pathlib.Path(options.run) / name
        self._folder.mkdir()
        self._folder.chmod(0o755)
        self.name = name
        self.record = Record()
        self.events = {}
        self._began = time.monotonic()
        self._programs = []
        self._shown = 0
        self._postgres = Postgres(options.postgres, self._folder / "postgres", self._folder / "postgres.log")
        self._redis = Redis(self._folder / "redis.log") if with_redis else None
        keys = self._folder / "keys"
        self._nodes = [
            Node(f"node-{letter}", options.launcher, self._folder, self._postgres, self._redis, keys) for letter in "ab"
        ]

    # The course of it

    def play(self):
        try:
            self._establish()
            crowd, registries, clients = self._traffic()
            deadline = time.monotonic() + self._seconds
            while time.monotonic() < deadline:
                self._trouble()
                self._rest(self._random.uniform(1, 6))
            self._say("the faults are over")
            self._recover()
            crowd.stop()
            self._await_published()
            for client in clients:
                client.work()
            self._walk(registries)
            self._prove()
        finally:
            self.end()

    def end(self):
        for program in [*self._nodes, self._redis]:
            if program:
                program.thaw()
                program.kill()
        self._postgres.leave()

    def _establish(self):
        self._say("starting " + ("two nodes with Redis" if self._redis else "two nodes without Redis"))
        if self._redis:
            self._redis.start()
            self._redis.await_up()
        self._ceremony("keys")
        # For the programs that are started here, and for `ask`.
        os.environ["COUNTERSIGN_TOKEN"] = self._nodes[0].first_token()
        self._nodes[0].start()
        self._nodes[0].await_up()
        self._ceremony("bootstrap")
        self._root = (self._folder / "root" / "1.root.json").read_bytes()
        self._nodes[1].start()
        if self._redis:
            self._nodes[1].await_up()

    def _ceremony(self, what):
        words = ["-cp", self._folder.parent / "classes", "Ceremony", "--do", what, "--bins", str(BINS)]
        words += ["--server", f"127.0.0.1:{self._nodes[0].port}"]
        words += ["--keys", self._folder / "keys", "--root", self._folder / "root"]
        subprocess.run([str(word) for word in (self._options.java, *words)], check=True, stdout=subprocess.DEVNULL)

    def _traffic(self):
        pick = lambda: self._random.randrange(1 << 30)  # noqa: E731
        registries = [Registry(f"registry-{i}", self._nodes, self.record, pick()) for i in range(3)]
        clients = [
            Client(f"client-{i}", self._folder, self._root, self._nodes, registries, self.record, pick())
            for i in range(5)
        ]
        crowd = Crowd()
        for registry in registries:
            crowd.add(registry.work, lambda: random.uniform(0.005, 0.03))
        for client in clients:
            crowd.add(client.work, lambda: random.uniform(0.05, 0.3))
        for node in self._nodes:
            crowd.add(Watcher(node, self.record).work, lambda: 0.02)
        for _ in range(2):
            crowd.add(Caller(self._nodes, registries, self.record, pick()).work, lambda: random.uniform(0.02, 0.1))
        return crowd, registries, clients

    # Faults

    def _faults(self):
        leader = next((node for node in self._nodes if node.leads()), self._nodes[0])
        follower = next(node for node in self._nodes if node is not leader)
        faults = [
            *self._of_a_process("PostgreSQL", self._postgres),
            Fault("PostgreSQL stopped in order", self._postgres.stop, self._postgres.start, 1, 15),
            *self._of_a_process("leader", leader),
            *self._of_a_process("leader", leader),
            *self._of_a_process("other node", follower),
            Fault("leader stopped in order", leader.stop, leader.start, 0, 4),
            Fault("leader cut off from PostgreSQL", leader.database.cut, leader.database.heal, 1, 15),
            Fault("leader's PostgreSQL falls silent", leader.database.silence, leader.database.heal, 1, 25),
            Fault("other node's PostgreSQL falls silent", follower.database.silence, follower.database.heal, 1, 25),
        ]
        if self._redis:
            faults += [
                *self._of_a_process("Redis", self._redis),
                Fault("leader cut off from Redis", leader.register.cut, leader.register.heal, 1, 10),
                Fault("leader's Redis falls silent", leader.register.silence, leader.register.heal, 1, 10),
                Fault("other node's Redis falls silent", follower.register.silence, follower.register.heal, 1, 10),
            ]
        if self._postgres.disk_can_fill:
            faults.append(Fault("disk full", self._postgres.fill_disk, self._postgres.free_disk, 2, 12))
        return faults

    @staticmethod
    def _of_a_process(name, program):
        return [
            Fault(f"{name} killed", program.kill, program.start, 0, 5),
            Fault(f"{name} frozen", program.freeze, program.thaw, 0.5, 15),
        ]

    def _trouble(self):
        """One fault, or two at a time."""
        chosen = self._random.sample(self._faults(), 2 if self._random.random() < 0.25 else 1)
        for fault in chosen:
            self.events[fault.name] = self.events.get(fault.name, 0) + 1
            fault.begin()
        longest = max(self._random.uniform(fault.least, fault.most) for fault in chosen)
        self._say(f"{' and '.join(fault.name for fault in chosen)}, for {longest:.1f} s")
        self._rest(longest)
        for fault in chosen:
            fault.end()
        # It ends itself when it cannot even write its journal, and cannot start at once after it was killed.
        self._postgres.await_up()
        self._keep_up()

    def _keep_up(self):
        """Whatever has ended by itself is started again, as its supervisor would."""
        for program in self._all():
            if not program.runs():
                self.record.count(f"{program.name} had ended and was started again")
                program.start()

    def _all(self):
        return [program for program in (self._postgres, self._redis, *self._nodes) if program]

    # The end

    def _recover(self):
        for program in self._all():
            program.thaw()
        self._postgres.free_disk()
        for node in self._nodes:
            node.database.heal()
            if node.register:
                node.register.heal()
        self._postgres.await_up()
        self._keep_up()
        serving = all if self._redis else any
        self._await("a node is not ready", lambda: serving([node.is_up() for node in self._nodes]))

    def _await_published(self):
        self._await(
            "the journal is not published",
            lambda: any(node.leads() and node.backlog() == 0 for node in self._nodes),
        )

    def _await(self, trouble, condition):
        deadline = time.monotonic() + RECOVERY
        while not condition():
            if time.monotonic() > deadline:
                self.record.violation("not recovered", f"{trouble} after {RECOVERY} s")
                return
            time.sleep(0.5)

    def _walk(self, registries):
        """A client that has seen nothing yet looks for everything that was promised."""
        client = Client("walker", self._folder, self._root, self._nodes, registries, self.record, 0)
        try:
            updater = client.updater()
            updater.refresh()
        except Exception as failed:  # noqa: BLE001 whatever it is, nothing is proved
            self.record.violation("not recovered", f"nobody can look: {failed}")
            return
        for registry in registries:
            for path, length in registry.promised.items():
                found = updater.get_targetinfo(path)
                seen = None if found is None else found.length
                if seen != length:
                    self.record.violation("lost", f"{path}: {seen} (expected: {length})")
                self.record.count("promises looked for")
            self._tasks_end(registry)

    def _prove(self):
        """Whoever verifies finds that the log has what is served, and all of the audit."""
        node = next((node for node in self._nodes if node.is_up()), self._nodes[0])
        for what in ("log", "audit"):
            words = [what, "verify", "--server", f"http://127.0.0.1:{node.port}", "--trust-on-first-use"]
            words += ["--state", self._folder / f"state-{what}"]
            done = subprocess.run([str(word) for word in (self._options.launcher, *words)], capture_output=True, text=True)
            if done.returncode != 0:
                self.record.violation("not proved", f"{what} verify: {done.returncode}: {done.stdout} {done.stderr}"[:600])
            self.record.count("proofs")

    def _tasks_end(self, registry):
        for task in registry.tasks[-20:]:
            for node in self._nodes:
                try:
                    status, body = ask(node, "GET", f"/api/v1/task/?task_id={task}")
                except LOST:
                    continue
                if status == 200 and b'"SUCCESS"' not in body:
                    self.record.violation("not recovered", f"task {task} at {node.name}: {body[:200]}")

    # What is shown

    def _rest(self, seconds):
        deadline = time.monotonic() + seconds
        while (left := deadline - time.monotonic()) > 0:
            time.sleep(min(left, 1))
            if time.monotonic() - self._shown > 10:
                self._shown = time.monotonic()
                self._show()

    def _show(self):
        counts = self.record.counts
        wrong = sum(counts[kind] for kind in VERDICTS)
        self._say(
            f"{counts['acknowledged changes']} acknowledged, {counts['clients: refreshed']} refreshes, "
            f"timestamp {self.record.newest()}, {self.record.files()} files, {wrong} wrong"
        )

    def _say(self, text):
        passed = time.monotonic() - self._began
        print(f"chaos: {self.name} {int(passed) // 60:02d}:{int(passed) % 60:02d}  {text}", flush=True)

    def verdict(self):
        """Prints what happened; how much of it must not."""
        print(f"\n{self.name}: events")
        for name, count in sorted(self.events.items()):
            print(f"  {count:7d}  {name}")
        print(f"{self.name}: seen")
        for name, count in sorted(self.record.counts.items()):
            if name not in VERDICTS:
                print(f"  {count:7d}  {name}")
        print(f"  {self.record.newest():7d}  newest timestamp\n  {self.record.files():7d}  versioned files")
        print(f"{self.name}: verdict")
        for kind, text in VERDICTS.items():
            print(f"  {self.record.counts[kind]:7d}  {text}")
            for line in self.record.violations[kind]:
                print(f"             {line}")
        nothing = self.record.counts["promises looked for"] == 0 or self.record.counts["clients: refreshed"] == 0
        if nothing:
            print("  nothing was promised or nobody looked: this proves nothing")
        return sum(self.record.counts[kind] for kind in VERDICTS) + nothing


def main():
    parser = argparse.ArgumentParser()
    for name in ("launcher", "java", "postgres", "run", "seed"):
        parser.add_argument(f"--{name}", required=True)
    parser.add_argument("--minutes", type=int, required=True)
    parser.add_argument("--only")
    options = parser.parse_args()
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(143))
    names = [options.only] if options.only else ["redis", "alone"]
    wrong = 0
    for name in names:
        campaign = Campaign(options, name, name == "redis", options.minutes * 60 / len(names), options.seed)
        try:
            campaign.play()
        finally:
            wrong += campaign.verdict()
    outcome = "nothing lost, nothing went back" if wrong == 0 else f"{wrong} things went wrong"
    print(f"\nchaos: seed {options.seed}: {outcome}")
    sys.exit(wrong != 0)


if __name__ == "__main__":
    main()
