"""The stories that all clients follow, each with one metadata cache from beginning to end."""

import json
import pathlib
import sys

from forgery import VERSION, fast_forwarded, mirror
from holders import KeyPair, Repository, delegation, delegations
from service import Service, serving_files
from steps import Steps
from users import Group, trusted_root
from watcher import Watcher

SCOPED = "@scope/demo/-/demo-1.0.0.tgz"
WHEEL = "simple/demo/demo-1.0+local.1-py3-none-any.whl"
EARLY = [SCOPED, WHEEL, "gems/demo-1.0.0.gem"]


class Story:
    """One service, its holders, and who looks at it."""

    def __init__(self, clients, folder, service, files_url, steps):
        self._clients = clients
        self._files_url = files_url
        self.folder = folder
        self.files = folder / "files"
        self.service = service
        self.steps = steps
        self.repository = Repository(service)
        self.ada, self.ben, self.cleo, self.dana = (KeyPair(name) for name in ("Ada", "Ben", "Cleo", "Dana"))

    def begin(self):
        self.root = trusted_root(self.service, self.folder)

    def group(self, name):
        return Group(self._clients, self.folder / name, self.root, self.service, self._files_url)

    def watcher(self, path):
        return Watcher(self.folder / "watcher", self.service.metadata_url, self.service.url, self.root, path)


def bins(story):
    steps, service, repository = story.steps, story.service, story.repository
    ada, ben, cleo, dana = story.ada, story.ben, story.cleo, story.dana
    step = steps.step
    with step("bootstrap by two holders, one after the other; nothing is served before the second"):
        repository.bootstrap([ada, ben, cleo], [ada], {"bins": {"expiration": 30, "number_of_delegated_bins": 4}})
        assert not service.has("1.root.json")
        repository.sign("root", ben)
        story.begin()
        users, sleepers = story.group("users"), story.group("sleepers")
        users.find([], absent=EARLY)
        sleepers.find([], absent=EARLY)
    with step("publish: clients find and download"):
        assert not repository.add(story.files, *EARLY)["invalid_paths"]
        users.find(EARLY, absent=["simple/other.whl"], downloads=EARLY)
    with step("the same path with other content: clients download the new one"):
        (story.files / SCOPED).unlink()
        repository.add(story.files, SCOPED)
        users.find(EARLY, downloads=EARLY)
    with step("removal of an artifact: gone for clients, the others are not"):
        repository.remove(WHEEL)
        users.find([SCOPED, EARLY[2]], absent=[WHEEL])
    with step("root rotation, Dana for Ada: signed by Ada (leaving), then Ben, then Dana; pending until the last"):
        repository.propose([ada], holders=[ben, cleo, dana])
        assert not service.has("2.root.json")
        repository.sign("root", ben)
        users.find([SCOPED], absent=[WHEEL])
        users.hold("root", 1)
        repository.sign("root", dana)
        users.find([SCOPED], absent=[WHEEL])
        users.hold("root", 2)
    with step("online key rotation by two holders; watched by python-tuf all the time"):
        with story.watcher(SCOPED) as watcher:
            repository.propose([ben], online=KeyPair("online2").store(service.keys))
            repository.sign("root", cleo)
        assert watcher.looks >= 2 and not watcher.complaints, f"{watcher.looks} looks: {watcher.complaints[:3]}"
        users.find([SCOPED], absent=[WHEEL])
        users.hold("root", 3)
    with step("publishing goes on under the new online key"):
        repository.add(story.files, WHEEL)
        users.find(EARLY, downloads=EARLY)
    expiry(story, users, EARLY)
    fast_forward(story, users, EARLY, [dana, ben], "after.txt")
    with step("who saw only the beginning, and who comes now: both find everything"):
        sleepers.find(EARLY, downloads=EARLY)
        story.group("newcomers").find(EARLY, downloads=EARLY)


def expiry(story, users, known):
    """Two days are not waited for: the clients' clocks are ahead."""
    service, step = story.service, story.steps.step
    with step("two days ahead the timestamp has expired: every client refuses it"):
        users.complain(["expired"], days_ahead=2)
    with step("a longer validity and a new timestamp: the same clients, still two days ahead, recover"):
        service.do("PUT", "config", {"settings": {"expiration": {"timestamp": 10}}})
        service.do("POST", "metadata/online", {"roles": ["timestamp"]})
        users.find(known, days_ahead=2)
    with step("back in time the clients go on"):
        users.find(known)


def fast_forward(story, users, known, signers, after):
    repository, service, step = story.repository, story.service, story.steps.step
    with mirror(service, fast_forwarded(repository)) as url:
        with step(f"a thief of the online key shows clients version {VERSION} of everything"):
            users.find(known, metadata_url=f"{url}/metadata")
            users.hold("timestamp", VERSION)
            users.hold("snapshot", VERSION)
    with step("clients now refuse the real repository: its versions are lower"):
        users.complain(["version", "lower", "rollback"])
    with step("the online key is rotated: the same clients recover"):
        repository.propose(signers[:1], online=KeyPair("online3").store(service.keys))
        repository.sign("root", signers[1])
        users.find(known, absent=[after], downloads=known)
        users.hold("timestamp", service.signed("timestamp.json")["version"])
    with step("and follow what is published next"):
        repository.add(story.files, after)
        users.find([*known, after], downloads=[after])


APP = "releases/app-1.0.tgz"
LIB = "releases/lib-1.0.tgz"
NIGHTLY = "nightly/app.tgz"


def custom(story):
    steps, service, repository = story.steps, story.service, story.repository
    ada, ben, cleo, dana = story.ada, story.ben, story.cleo, story.dana
    step = steps.step
    with step("bootstrap: releases (2 of 3 holders, offline) and nightly (online key)"):
        releases = delegation("releases", ["releases/*"], [ada, ben, dana], 2)
        roles = delegations(releases, delegation("nightly", ["nightly/*"]), holders=[ada, ben, dana])
        repository.bootstrap([ada, ben, cleo], [ada, ben], {"delegations": roles})
        story.begin()
        users, sleepers = story.group("users"), story.group("sleepers")
        users.find([], absent=[NIGHTLY])
        sleepers.find([], absent=[NIGHTLY])
    with step("an artifact of the online role is published at once; the offline role has nothing yet"):
        repository.add(story.files, NIGHTLY)
        users.find([NIGHTLY], downloads=[NIGHTLY])
        users.distrust(APP)
    with step("releases is signed by one holder, then the other: published, empty"):
        repository.sign("releases", ada)
        users.distrust(APP)
        repository.sign("releases", dana)
        users.find([NIGHTLY], absent=[APP])
    with step("root rotation, Dana for Ben, by two holders; pending until the second"):
        repository.propose([ada], holders=[ada, cleo, dana])
        assert not service.has("2.root.json")
        users.find([NIGHTLY], absent=[APP])
        users.hold("root", 1)
        repository.sign("root", cleo)
        users.find([NIGHTLY], absent=[APP])
        users.hold("root", 2)
    with step("artifacts of the offline role wait for both holders"):
        repository.add(story.files, APP, LIB)
        users.find([NIGHTLY], absent=[APP, LIB])
        repository.sign("releases", ben)
        users.find([NIGHTLY], absent=[APP, LIB])
        repository.sign("releases", ada)
        users.find([NIGHTLY, APP, LIB], downloads=[APP, LIB])
    with step("a signature of somebody else is refused, and changes nothing"):
        repository.remove(APP)
        refused_signature(repository, "releases", cleo)
        users.find([NIGHTLY, APP, LIB])
    with step("removal of an artifact from the offline role, once both holders have signed"):
        repository.sign("releases", ada)
        users.find([NIGHTLY, APP, LIB])
        repository.sign("releases", ben)
        users.find([NIGHTLY, LIB], absent=[APP])
    with step("removal of the delegation: its artifacts are gone, clients go on; the snapshot keeps its entry"):
        version = repository.snapshot()["releases.json"]["version"]
        service.do("POST", "delegations/delete", {"delegations": {"roles": [{"name": "releases"}]}})
        users.find([NIGHTLY], absent=[APP, LIB])
        assert repository.snapshot()["releases.json"]["version"] == version
    with step("the same name again, by other holders: its versions go on"):
        again = delegations(delegation("releases", ["releases/*"], [cleo, dana], 2), holders=[cleo, dana])
        service.do("POST", "delegations", {"delegations": again})
        users.find([NIGHTLY])
        users.distrust(APP)
        repository.sign("releases", cleo)
        repository.sign("releases", dana)
        assert repository.snapshot()["releases.json"]["version"] == version + 1
        users.find([NIGHTLY], absent=[APP, LIB])
    with step("an artifact in it again"):
        repository.add(story.files, APP)
        repository.sign("releases", dana)
        repository.sign("releases", cleo)
        users.find([NIGHTLY, APP], downloads=[APP])
    with step("online key rotation: nightly is signed again, releases is as it was"):
        before = offline_file(repository)
        with story.watcher(NIGHTLY) as watcher:
            repository.propose([ada], online=KeyPair("online2").store(service.keys))
            repository.sign("root", cleo)
        assert watcher.looks >= 2 and not watcher.complaints, f"{watcher.looks} looks: {watcher.complaints[:3]}"
        assert offline_file(repository) == before
        users.find([NIGHTLY, APP])
        users.hold("root", 3)
    expiry(story, users, [NIGHTLY, APP])
    fast_forward(story, users, [NIGHTLY, APP], [dana, ada], "nightly/after.tgz")
    with step("another online role later; who saw only the beginning, and who comes now, find everything"):
        beta = delegation("beta", ["beta/*"])
        service.do("POST", "delegations", {"delegations": delegations(beta)})
        repository.add(story.files, "beta/app.tgz")
        everything = [NIGHTLY, APP, "nightly/after.tgz", "beta/app.tgz"]
        for group in (users, sleepers, story.group("newcomers")):
            group.find(everything, downloads=everything)


def refused_signature(repository, role, holder):
    signature = holder.sign(repository.service.pending()[role]["signed"])
    status, answer = repository.service.api("POST", "metadata/sign", {"role": role, "signature": signature})
    assert status == 202, answer
    data = repository.service.task(answer["data"]["task_id"])
    assert data["state"] == "ERRORED" and data["result"]["error"] == "Invalid signature", data


def offline_file(repository):
    version = repository.snapshot()["releases.json"]["version"]
    return repository.service.metadata(f"{version}.releases.json")


def main(launcher, folder, clients):
    run = pathlib.Path(folder)
    steps = Steps()
    for title, told in (("hash bins", bins), ("custom delegations", custom)):
        with steps.journey(title):
            place = run / title.replace(" ", "-")
            service = Service(launcher, place)
            (place / "files").mkdir()
            with service, serving_files(place / "files") as url:
                told(Story(json.loads(clients), place, service, url, steps))
    return steps.finish()


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))
