"""Repositories that RSTUF and tuf-on-ci made are taken over, while clients that have always followed them go on."""

import json
import os
import pathlib
import random
import subprocess
import sys
import time

from foreign_rstuf import RstufRepository
from foreign_tuf_on_ci import Holder, TufOnCiRepository
from holders import KeyPair
from processes import COMMAND_LIMIT, until
from service import Service, serving_files
from steps import Steps
from users import Group
from watcher import Watcher


class TakenOver:
    """A repository with a name on the service, and who looks at it: first at the old place, then at the new one."""

    def __init__(self, steps, launcher, service, clients, folder, name):
        self.steps = steps
        self.folder = folder
        self.files = folder / "files"
        self.service = service.repository(name)
        self.whole = service
        self._server = service.url
        self._launcher = launcher
        self._clients = clients
        self._name = name
        self.files.mkdir()

    def group(self, name, root, files_url):
        return Group(self._clients, self.folder / name, root, self.service, files_url)

    def command(self, *words, expected=0):
        """Of the command line, for this repository. Returns what it said."""
        with self.started(*words) as process:
            try:
                said, _ = process.communicate(timeout=COMMAND_LIMIT)
            finally:
                process.kill()
        assert process.returncode == expected, f"{words} ended with {process.returncode} (expected: {expected}): {said}"
        return said

    def started(self, *words):
        environment = {**os.environ, "COUNTERSIGN_TOKEN": self.service.token}
        command = [self._launcher, *words, "--server", self._server, "--repository", self._name]
        return subprocess.Popen(
            [str(word) for word in command],
            env=environment,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
        )

    def accepted(self, kind):
        """How many changes of a kind the service has taken, as its audit says; none while there is no repository."""
        status, answer = self.service.api("GET", "audit?limit=200")
        return sum(row["kind"] == kind for row in answer["data"]["entries"]) if status == 200 else 0

    def trust(self, root):
        return ["--root", root, "--trust-store", self.folder / "trust"]

    def serves_what_is_at(self, old):
        for file in old.folder.glob("*.json"):
            status, body = self.service.metadata(file.name)
            served = status == 200 and body == file.read_bytes()
            assert served or not is_newest(old.folder, file), f"{file.name}: {status}, {len(body)} bytes"

    def add(self, path):
        """Hands a file in; it may have to wait. Returns the task."""
        file = self.files / path
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(f"{path}, handed in after the takeover\n")
        done = subprocess.run(["sha256sum", file], check=True, capture_output=True, text=True)
        info = {"length": file.stat().st_size, "hashes": {"sha256": done.stdout.split()[0]}}
        status, answer = self.service.api("POST", "artifacts", {"artifacts": [{"path": path, "info": info}]})
        assert status == 202, f"artifacts: {status} {answer}"
        return answer["data"]["task_id"]


def is_newest(folder, file):
    """Roots all are wanted; of everything else what is served now."""
    version, _, role = file.name.partition(".")
    others = [int(other.name.partition(".")[0]) for other in folder.glob(f"*.{role}")]
    return role == "root.json" or file.name == "timestamp.json" or int(version) == max(others)


def rstuf(world, url, files_url):
    step = world.steps.step
    ada, ben, cleo = (KeyPair(name) for name in ("Ada", "Ben", "Cleo"))
    old = RstufRepository(world.folder / "old", [ada, ben, cleo], KeyPair("online"), bit_length=3)
    first, second = [f"simple/demo-{number}.whl" for number in range(8)], ["simple/late-1.whl", "simple/late-2.whl"]
    root = old.folder / "1.root.json"
    with step("RSTUF's repository: clients find everything"):
        old.bootstrap()
        old.add(world.files, *first)
        users, sleepers = world.group("users", root, files_url), world.group("sleepers", root, files_url)
        users.find(first, absent=second, downloads=first, metadata_url=url)
        sleepers.find(first[:1], metadata_url=url)
        old.publish_root()
        users.find(first, metadata_url=url)
    adopt = ["repository", "adopt", "--from", url, "--root", root]
    with step("a dry run says what there is, and changes nothing"):
        assert "This can be taken over: roots 1 to 2" in world.command(*adopt, "--dry-run")
        assert not world.service.has("timestamp.json")
    with step("adopt: byte for byte at the new place; the same clients go on there"):
        assert "countersign root update --online-key" in world.command(*adopt)
        world.serves_what_is_at(old)
        users.find(first, absent=second)
    with step("what is handed in waits; the old place publishes more, and adopt takes it over"):
        waiting = world.add("simple/new.whl")
        old.add(world.files, *second)
        users.find([*first, *second], absent=["simple/new.whl"], metadata_url=url)
        world.command(*adopt)
        world.serves_what_is_at(old)
        users.find([*first, *second], absent=["simple/new.whl"])
    everything = [*first, *second, "simple/new.whl"]
    with step("the next root, by two holders, while python-tuf watches; what waited is published"):
        online = KeyPair("ours").store(world.service.keys)
        with Watcher(world.folder / "watcher", world.service.metadata_url, files_url, root, first[0]) as watcher:
            keys = ["--key", ada.write_private(world.folder / "ada.pem"), "--key", ben.write_private(world.folder / "ben.pem")]
            public = online.write_public(world.folder / "ours.pub")
            update = ["root", "update", "--online-key", public, "--expiration", 365]
            assert "is in force" in world.command(*update, *keys, *world.trust(root))
            assert world.service.task(waiting)["state"] == "SUCCESS"
        assert watcher.looks >= 2 and not watcher.complaints, f"{watcher.looks} looks: {watcher.complaints[:3]}"
        users.find(everything, downloads=everything)
        users.hold("root", 3)
        assert world.service.signed("timestamp.json")["version"] > old.version("timestamp")
    with step("it goes on: a removal, another artifact"):
        world.service.do("POST", "artifacts/delete", {"artifacts": [first[0]]})
        world.service.task(world.add("simple/newer.whl"))
        users.find([*everything[1:], "simple/newer.whl"], absent=[first[0]])
    with step("who saw only the beginning, and who comes now: both find everything"):
        sleepers.find(everything[1:], absent=[first[0]], downloads=everything[1:])
        world.group("newcomers", root, files_url).find(everything[1:], absent=[first[0]])
    with step("adopt again is refused: it is ours now"):
        old.publish_timestamp()
        assert "there is a repository already" in world.command(*adopt, expected=1)
        users.find(everything[1:])


def tuf_on_ci(world, url, files_url):
    step = world.steps.step
    ada, ben, cleo = (KeyPair(name) for name in ("Ada", "Ben", "Cleo"))
    place = world.folder / "tuf-on-ci"
    old = TufOnCiRepository(place, [ada, ben], KeyPair("online"))
    cleo = Holder(cleo, place / "people")
    first = ["top.txt", "releases/app-1.tgz"]
    with step("a repository made with tuf-on-ci-sign: two holders of root and targets, another of a delegated role"):
        old.begin("releases", cleo)
        old.add("targets", old.holders[:1], world.files, "top.txt")
        old.add("releases", [cleo], world.files, "releases/app-1.tgz")
        old.publish_root()
        # Who has this one has never seen the first, which is lost.
        root = old.folder / "2.root.json"
        users, sleepers = world.group("users", root, files_url), world.group("sleepers", root, files_url)
        users.find(first, downloads=first, metadata_url=url)
        sleepers.find(first[:1], metadata_url=url)
        old.publish_root()
        (old.folder / "1.root.json").unlink()
        users.find(first, metadata_url=url)
    adopt = ["repository", "adopt", "--from", old.folder, "--root", old.folder / "3.root.json"]
    with step("adopt from a folder whose first root is lost: byte for byte; the same clients go on at the new place"):
        said = world.command(*adopt)
        assert "The oldest root" in said and "roots 2 to 3" in said and "(signed by its holders)" in said, said
        world.serves_what_is_at(old)
        users.find(first)
    with step("the next root: one holder proposes it; meanwhile the old place publishes, and adopt keeps that signature"):
        online = KeyPair("ours").store(world.service.keys)
        public = online.write_public(world.folder / "ours.pub")
        update = ["root", "update", "--online-key", public, "--expiration", 365, "--key", old.holders[0].pem]
        world.command(*update, *world.trust(root), expected=3)
        old.add("releases", [cleo], world.files, "releases/app-2.tgz")
        (old.folder / "1.root.json").unlink(missing_ok=True)
        world.command(*adopt)
        users.find([*first, "releases/app-2.tgz"])
    with step("the other holder signs: the service's key makes snapshot and timestamp, targets stays as it was"):
        targets = world.service.metadata(f"{newest_version(old.folder, 'targets')}.targets.json")
        sign = ["sign", "root", "--key", old.holders[1].pem, "--yes"]
        world.command(*sign, *world.trust(root))
        users.find([*first, "releases/app-2.tgz"], downloads=["releases/app-2.tgz"])
        users.hold("root", 4)
        assert world.service.metadata(f"{newest_version(old.folder, 'targets')}.targets.json") == targets
    with step("holders go on with tuf-on-ci-sign, and publish what they sign here"):
        world.command("delegation", "publish", old.signed("releases", [cleo], world.files, "releases/app-3.tgz"))
        world.command("delegation", "publish", old.signed("targets", old.holders[:1], world.files, "more.txt"))
        everything = [*first, "releases/app-2.tgz", "releases/app-3.tgz", "more.txt"]
        users.find(everything, downloads=everything)
    with step("who saw only the beginning, and who comes now: both find everything"):
        sleepers.find(everything, downloads=everything)
        world.group("newcomers", root, files_url).find(everything)


def large(world, url, files_url):
    step = world.steps.step
    ada, ben = KeyPair("Ada"), KeyPair("Ben")
    old = RstufRepository(world.folder / "old", [ada, ben], KeyPair("online"), bit_length=8)
    paths = [f"packages/{number // 100}/demo-{number}.tar.gz" for number in range(90_000)]
    looked_for = paths[:: len(paths) // 5]
    root = old.folder / "1.root.json"
    with step("RSTUF's repository of 256 bins and 90,000 targets, more than one request can hold"):
        old.bootstrap()
        old.fill(paths)
        size = sum(file.stat().st_size for file in old.folder.glob("2.bins-*.json"))
        assert size > 12 << 20, size
        users = world.group("users", root, files_url)
        users.find(looked_for, metadata_url=url)
    adopt = ["repository", "adopt", "--from", old.folder, "--root", root]
    for kind in ("HAND_IN_FILES", "ADOPT", None):
        with step(f"kill -9 while it is taken over, {f'after {kind}' if kind else 'at random'}: wholly or not at all"):
            before = world.accepted(kind)
            with world.started(*adopt) as running:
                try:
                    if kind:
                        until(lambda: world.accepted(kind) > before or running.poll() is not None, f"{kind} is accepted")
                    time.sleep(random.uniform(0, 0.3 if kind else 8))
                    world.whole.kill()
                finally:
                    running.kill()
            world.whole.__enter__()
            if world.service.has("timestamp.json"):
                world.serves_what_is_at(old)
                users.find(looked_for)
            else:
                assert not world.service.has("1.root.json")
    with step("the same command again: everything is there; the same clients go on"):
        world.command(*adopt)
        world.serves_what_is_at(old)
        users.find(looked_for)
    with step("the next root: every bin is signed anew"):
        online = KeyPair("ours").store(world.service.keys)
        keys = ["--key", ada.write_private(world.folder / "ada.pem"), "--key", ben.write_private(world.folder / "ben.pem")]
        update = ["root", "update", "--online-key", online.write_public(world.folder / "ours.pub"), "--expiration", 365]
        assert "is in force" in world.command(*update, *keys, *world.trust(root))
        users.find(looked_for)
        users.hold("root", 2)


def newest_version(folder, role):
    return max(int(file.name.partition(".")[0]) for file in folder.glob(f"*.{role}.json"))


def main(launcher, folder, clients):
    run = pathlib.Path(folder)
    steps = Steps()
    with Service(launcher, run / "service") as service:
        for title, told in (("RSTUF", rstuf), ("tuf-on-ci", tuf_on_ci), ("large", large)):
            with steps.journey(title):
                place = run / title
                served = place / ("tuf-on-ci/served" if told is tuf_on_ci else "old")
                served.parent.mkdir(parents=True)
                world = TakenOver(steps, launcher, service, json.loads(clients), place, title.lower())
                with serving_files(served) as url, serving_files(world.files) as files_url:
                    told(world, url, files_url)
    return steps.finish()


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))
