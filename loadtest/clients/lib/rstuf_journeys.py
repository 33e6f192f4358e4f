"""RSTUF's command line through its journeys, in this process: only its pickers are replaced, everything else is it."""

import importlib
import json
import os
import pathlib
import re
import signal
import sys
import urllib.parse

from click.testing import CliRunner
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import ec, ed25519, rsa
from processes import COMMAND_LIMIT
from securesystemslib.signer import SSlibKey
from service import Service, serving_files
from steps import Steps

PASSPHRASE = "known only to this test"

BINS = "Bins (online key only)"
CUSTOM = "Custom Delegations (online/offline key)"
PEM = "Key PEM File"
ONLINE = "Online Key (use the existing)"


class Stuck(BaseException):
    """A command did not end; no handler of the command line may swallow that."""


class Keys:
    """Key pairs as the command line wants them: NAME.pub, NAME.key under a passphrase, online keys bare."""

    def __init__(self, folder, online):
        self._folder = folder
        self._online = online
        self.ids = {}
        folder.mkdir()

    def holder(self, name, private):
        self._write(self._folder / f"{name}.key", private, serialization.BestAvailableEncryption(PASSPHRASE.encode()))
        return self._public(name, private).keyid

    def online(self, name):
        private = ed25519.Ed25519PrivateKey.generate()
        key = self._public(name, private)
        self._write(self._online / key.keyid, private, serialization.NoEncryption())
        return key.keyid

    def public(self, name):
        return str(self._folder / f"{name}.pub")

    def private(self, name):
        return str(self._folder / f"{name}.key")

    def _public(self, name, private):
        pem = serialization.PublicFormat.SubjectPublicKeyInfo
        (self._folder / f"{name}.pub").write_bytes(private.public_key().public_bytes(serialization.Encoding.PEM, pem))
        key = SSlibKey.from_crypto(private.public_key())
        self.ids[name] = key.keyid
        return key

    @staticmethod
    def _write(path, private, encryption):
        pem = private.private_bytes(serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, encryption)
        path.touch(mode=0o600)
        path.write_bytes(pem)

    @classmethod
    def with_holders(cls, folder, online):
        keys = cls(folder, online)
        keys.holder("Ada", ed25519.Ed25519PrivateKey.generate())
        keys.holder("Ben", ec.generate_private_key(ec.SECP256R1()))
        keys.holder("Cleo", rsa.generate_private_key(65537, 2048))
        keys.holder("Dana", ed25519.Ed25519PrivateKey.generate())
        keys.online("online1")
        keys.online("online2")
        return keys


class Cli:
    """The installed `rstuf` with the answers of one user, who picks only what is offered."""

    def __init__(self, api, home):
        self._api = api
        self._home = home
        home.mkdir(exist_ok=True)
        os.environ.update(HOME=str(home), COLUMNS="200")
        self._rstuf = importlib.import_module("repository_service_tuf.cli").rstuf
        self._helpers = importlib.import_module("repository_service_tuf.cli.admin.helpers")
        self._delete = importlib.import_module("repository_service_tuf.cli.admin.delegations.delete")

    def admin(self, *words, **answers):
        return self.run("admin", "--api-server", self._api(), *words, **answers)

    def run(self, *words, pick=(), files=(), lines=(), tick=None, fails=False):
        """What the command printed, on one line; its exit status must be as expected and no answer left over."""
        picks, paths = list(pick), list(files)

        def select(options):
            assert picks, f"asked to pick one of {options}, but no answer is left"
            answer = picks.pop(0)
            shown = [option.removeprefix("[green]").removesuffix("[/]") for option in options]
            assert answer in shown, f"{answer!r} is not offered: {shown}"
            return options[shown.index(answer)]

        def select_multiple(options):
            assert tick in options, f"{tick!r} is not offered: {options}"
            return [tick]

        self._helpers._select = select
        self._helpers._prompt_key = lambda *_, **__: paths.pop(0)
        self._delete.select_multiple = select_multiple
        signal.signal(signal.SIGALRM, self._stuck)
        signal.alarm(COMMAND_LIMIT)
        try:
            config = str(self._home / ".rstuf.yml")
            given = "".join(line + "\n" for line in lines)
            result = CliRunner().invoke(self._rstuf, ["-c", config, *words], input=given)
        finally:
            signal.alarm(0)
        said = " ".join(re.sub(r"[│╭╮╰╯─]", " ", result.output).split())
        told = f"rstuf {' '.join(words)}: exit {result.exit_code}, said: {said[-1500:]} {result.exception or ''}"
        if result.exit_code == 1 and not isinstance(result.exception, SystemExit):
            raise AssertionError(told) from result.exception  # a traceback is never what a user should see
        assert (result.exit_code != 0) == fails, told
        assert not picks and not paths, f"answers left over: {picks} {paths}; {told}"
        return said

    @staticmethod
    def _stuck(*_):
        raise Stuck(f"a command did not end within {COMMAND_LIMIT} s")


def says(text, expected):
    assert expected in text, f"said: {text[-1500:]} (expected: {expected})"


class Place:
    """One empty service, the holders' keys and the command line."""

    def __init__(self, service, keys, home):
        self.service = service
        self.keys = keys
        self.cli = Cli(lambda: self.api, home)

    @classmethod
    def new(cls, launcher, folder):
        service = Service(launcher, folder)
        return cls(service, Keys.with_holders(service.folder / "keys", service.keys), service.folder / "home")

    def repository(self, name):
        """The same holders at a repository with a name, with a configuration of their own for it."""
        return Place(self.service.repository(name), self.keys, self.service.folder / f"home-{name}")

    @property
    def api(self):
        """The address of the service with a token in it, which is all that the command line is told of tokens."""
        return self.service.url_with(self.service.token)

    def signature(self, who):
        """Picks and files for one signature in a wizard that goes on."""
        return [who, PEM], [self.keys.private(who)]

    def ceremony(self, holders, signers, layout_picks, layout_lines, layout_files=()):
        """A ceremony, threshold two; with fewer signers than that, the leader leaves the rest for later."""
        picks, lines = list(layout_picks), ["", "", "", *layout_lines, "", "2"]
        files = [*layout_files]
        for index, who in enumerate(holders):
            picks += [PEM] if index == 0 else ["add", PEM]
            files.append(self.keys.public(who))
            lines.append(who)
        picks += ["continue", PEM]
        files.append(self.keys.public("online1"))
        lines.append("online1")
        self._sign(signers, picks, files, lines)
        return self.cli.admin("ceremony", pick=picks, files=files, lines=lines)

    def _sign(self, signers, picks, files, lines, leave=None):
        for who in signers:
            pick, path = self.signature(who)
            picks += pick
            files += path
            lines.append(PASSPHRASE)
        if leave if leave is not None else len(signers) < 2:
            picks.append("continue")

    def update(self, key_picks, key_files, key_lines, online, signers, leave):
        """`metadata update` from what the service serves: expiry and threshold stay."""
        picks, files, lines = [*key_picks, "continue"], list(key_files), ["n", "n", *key_lines]
        if online is None:
            lines.append("n")
        else:
            lines += ["y", online]
            picks.append(PEM)
            files.append(self.keys.public(online))
        self._sign(signers, picks, files, lines, leave)
        url = self.service.metadata_url
        return self.cli.admin("metadata", "update", "--metadata-url", url, pick=picks, files=files, lines=lines)

    def sign(self, role, who, fails=False):
        """`metadata sign`, as one holder does it on a machine of their own."""
        pick, files = self.signature(who)
        words = ("metadata", "sign")
        return self.cli.admin(*words, pick=[role, *pick], files=files, lines=[PASSPHRASE], fails=fails)

    def delegate(self, lines, picks, files):
        """`delegations new`: the task the service made of it, and whether the command did not know the answer."""
        try:
            said = self.cli.admin("delegations", "new", pick=picks, files=files, lines=lines)
        except AssertionError as complaint:
            said = str(complaint)
        differs = "Metadata delegation add accepted." in said
        pattern = r'"task_id": ?"([0-9a-f]+)"' if differs else r"ACCEPTED \(([0-9a-f]+)\)"
        task = re.search(pattern, said)
        assert task, said
        return self.service.task(task.group(1)), differs

    def stop(self, role):
        return self.cli.admin("metadata", "stop-sign", pick=[role], lines=["y"])

    def add(self, file, prefix):
        said = self.cli.run("artifact", "add", str(file), "-p", prefix, "--api-server", self.api)
        return re.search(r"task ID \(use to check its status\) is: (\S+)", said).group(1)

    def delete(self, path):
        said = self.cli.run("artifact", "delete", path, "--api-server", self.api)
        return re.search(r"is: ([0-9a-f-]{32,36})", said).group(1)

    def details(self, task):
        """Waits with the command line, then reads the details that it does not show."""
        says(self.cli.run("task", "info", task, "--api-server", self.api), "SUCCESS")
        return self.service.task(task)["result"]["details"]

    def download(self, path, fails=False):
        """`artifact download` with the trusted root of the configuration; the file's bytes, or what was said."""
        into = self.service.folder / "downloads"
        said = self.cli.run("artifact", "download", path, "-P", str(into), fails=fails)
        return said if fails else (into / urllib.parse.quote(path, "")).read_bytes()

    def repository_configured(self, files_url):
        url = self.service.metadata_url
        self.cli.run("artifact", "repository", "add", "-n", "here", "-r", f"{url}/1.root.json", "-m", url, "-a", files_url)
        self.cli.run("artifact", "repository", "set", "here")


def everyone_present(place, steps):
    service = place.service
    with steps.step("nothing to sign before the ceremony: the sign command says so"):
        says(place.cli.admin("metadata", "sign", fails=True), "Failed to fetch metadata for signing")
    with steps.step("ceremony, 4 bins, 2 of 3 holders sign at once"):
        said = place.ceremony(["Ada", "Ben", "Cleo"], ["Ada", "Ben"], [BINS], ["", "4"])
        says(said, "Metadata is fully signed.")
        says(said, "Ceremony done.")
    with steps.step("state finished, every file of the repository served"):
        assert service.api("GET", "bootstrap/")[1]["data"]["state"] == "finished"
        for name in ("timestamp", "1.root", "1.snapshot", "1.targets", *(f"1.bins-{i}" for i in range(4))):
            assert service.has(f"{name}.json"), f"{name}.json is missing"
    with steps.step("another ceremony is refused"):
        lines = ["", "", "", "", "2", "", "2", "Ada", "Ben", "online1", PASSPHRASE, PASSPHRASE]
        picks = [BINS, PEM, "add", PEM, "continue", PEM, "Ada", PEM, "Ben", PEM]
        files = [place.keys.public(who) for who in ("Ada", "Ben", "online1")]
        files += [place.keys.private("Ada"), place.keys.private("Ben")]
        said = place.cli.admin("ceremony", pick=picks, files=files, lines=lines, fails=True)
        says(said, "System already has a Metadata. State: finished")
    with steps.step("nothing to sign: the sign command says so"):
        says(place.cli.admin("metadata", "sign", fails=True), "No metadata available for signing")
    with steps.step("delegations on a repository of bins are refused"):
        task, _ = place.delegate(["prod", "90", "prod/*"], ["continue", ONLINE, "continue"], [])
        assert task["state"] in ("ERRORED", "FAILURE"), task
        assert "hash-bins" in json.dumps(task), task
        url = service.metadata_url
        said = place.cli.admin("delegations", "delete", "--metadata-url", url, fails=True)
        says(said, "Metadata uses succinct roles, not allowed.")


def artifacts(place, steps, files):
    service = place.service
    wheel = files / "dist" / "demo-1.0+local.1-py3-none-any.whl"
    wheel.parent.mkdir(parents=True, exist_ok=True)
    wheel.write_bytes(b"a wheel, more or less\n")
    path = f"dist/{wheel.name}"
    with steps.step("artifact add, task info until it is published"):
        details = place.details(place.add(wheel, "dist"))
        assert details["added_artifacts"] == [path] and not details["invalid_paths"], details
        assert len(details["artifact_roles"]) == 1 and re.fullmatch(r"bins-[0-3]", details["artifact_roles"][0]), details
    with steps.step("task info --all prints the result"):
        task = place.add(wheel, "dist/")
        place.details(task)
        says(place.cli.run("task", "info", task, "--all", "--api-server", place.api), '"message": "Artifact(s) Added"')
    return wheel, path


def downloads(place, steps, files, wheel, path):
    with serving_files(files) as url:
        with steps.step("artifact repository add and set; artifact download checks and writes the file"):
            place.repository_configured(url)
            assert place.download(path) == wheel.read_bytes()
        with steps.step("download without configuration (trust on first use)"):
            bare = ["-m", place.service.metadata_url, "-a", url, "-P", str(place.service.folder / "bare")]
            config = place.service.folder / "home" / ".rstuf.yml"
            aside = config.rename(config.with_suffix(".aside"))
            says(place.cli.run("artifact", "download", path, *bare), "Successfully completed artifact download")
            assert (place.service.folder / "bare" / urllib.parse.quote(path, "")).read_bytes() == wheel.read_bytes()
            aside.rename(config)
        with steps.step("a file with other content is refused"):
            content = wheel.read_bytes()
            wheel.write_bytes(content.upper())
            says(place.download(path, fails=True), "Failed to download artifact")
            wheel.write_bytes(content)
        with steps.step("an unknown artifact is not trusted"):
            says(place.download("dist/unknown.whl", fails=True), "not trusted by TUF repository")
        with steps.step("artifact delete: gone for clients; deleting it again says it was not there"):
            assert place.details(place.delete(path)) == {"deleted_artifacts": [path], "not_found_artifacts": []}
            says(place.download(path, fails=True), "not trusted by TUF repository")
            assert place.details(place.delete(path)) == {"deleted_artifacts": [], "not_found_artifacts": [path]}
        with steps.step("artifact add again after deletion: back"):
            place.details(place.add(wheel, "dist"))
            assert place.download(path) == wheel.read_bytes()


def online_rotation(place, steps, files, wheel, path):
    service, keys = place.service, place.keys
    with steps.step("metadata update: another online key, 2 of 3 holders sign at once"):
        said = place.update([], [], [], "online2", ["Ben", "Cleo"], leave=False)
        says(said, "Root metadata update completed.")
    with steps.step("root 2 is served, and everything the online key signs is signed by the new one"):
        root = service.signed("2.root.json")
        assert root["roles"]["timestamp"]["keyids"] == [keys.ids["online2"]], root["roles"]
        assert keys.ids["online1"] not in root["keys"], root["keys"].keys()
        snapshot = signed_by(service, "timestamp.json", keys.ids["online2"])["meta"]["snapshot.json"]["version"]
        meta = signed_by(service, f"{snapshot}.snapshot.json", keys.ids["online2"])["meta"]
        for name, entry in meta.items():
            signed_by(service, f"{entry['version']}.{name}", keys.ids["online2"])
    with steps.step("the same update again is refused (version 2 is not next any more)"):
        status, root = service.metadata("2.root.json")
        again = service.folder / "again.json"
        again.write_text(json.dumps({"metadata": {"root": json.loads(root)}}))
        says(place.cli.admin("send", "update", str(again), fails=True), "Expected root version 3 instead got version 2")
    with serving_files(files) as url, steps.step("download and add go on under the new key"):
        place.cli.run("artifact", "repository", "update", "here", "-a", url)
        assert place.download(path) == wheel.read_bytes()
        more = files / "dist" / "more.txt"
        more.write_text("more\n")
        place.details(place.add(more, "dist"))
        assert place.download("dist/more.txt") == b"more\n"


def named_repository(place, steps, files):
    service, keys = place.service, place.keys
    with steps.step("a repository with a name is created, and its address is empty"):
        status, answer = service.api("POST", "repositories", {"name": "team"})
        assert status == 201, f"{status} {answer}"
        team = place.repository("team")
        assert team.service.api("GET", "bootstrap/")[1]["data"] == {"bootstrap": False}
        says(team.cli.admin("metadata", "sign", fails=True), "Failed to fetch metadata for signing")
    with steps.step("ceremony at https://host/repositories/team, 2 bins"):
        before = service.signed("timestamp.json")["version"]
        says(team.ceremony(["Ada", "Ben"], ["Ada", "Ben"], [BINS], ["", "2"]), "Ceremony done.")
        assert team.service.api("GET", "bootstrap/")[1]["data"]["state"] == "finished"
        assert team.service.has("1.bins-1.json") and not team.service.has("1.bins-2.json")
    with steps.step("artifact add, task info and download there, and nothing of it elsewhere"):
        file = files / "team" / "only-here.txt"
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text("only here\n")
        task = team.add(file, "team")
        assert team.details(task)["added_artifacts"] == ["team/only-here.txt"]
        with serving_files(files) as url:
            team.repository_configured(url)
            assert team.download("team/only-here.txt") == file.read_bytes()
        assert service.api("GET", f"task/?task_id={task}")[1]["data"]["state"] == "PENDING"
        assert service.signed("timestamp.json")["version"] == before
    with steps.step("metadata update there, signed by one holder: pending there alone"):
        team.update(["add", PEM], [keys.public("Dana")], ["Dana"], None, ["Ada"], leave=True)
        assert set(team.service.pending()) == {"root", "trusted_root"}, team.service.pending().keys()
        assert not service.pending()
    with steps.step("metadata sign by the second holder: root 2 there, and only there"):
        roots = [name for name in ("2.root.json", "3.root.json") if service.has(name)]
        team.sign("root", "Ben")
        root = team.service.signed("2.root.json")
        assert keys.ids["Dana"] in root["roles"]["root"]["keyids"], root["roles"]["root"]
        assert not team.service.pending()
        assert [name for name in ("2.root.json", "3.root.json") if service.has(name)] == roots
    with steps.step("artifact delete there"):
        details = team.details(team.delete("team/only-here.txt"))
        assert details == {"deleted_artifacts": ["team/only-here.txt"], "not_found_artifacts": []}


def signed_by(service, name, keyid):
    status, body = service.metadata(name)
    assert status == 200, f"{name}: {status}"
    metadata = json.loads(body)
    signers = [signature["keyid"] for signature in metadata["signatures"]]
    assert signers == [keyid], f"{name}: signed by {signers} (expected: {keyid})"
    return metadata["signed"]


def one_after_the_other(place, steps):
    service = place.service
    holders = ["Ada", "Ben", "Cleo"]
    with steps.step("ceremony with one of two signatures: pending, nothing published"):
        place.ceremony(holders, ["Ada"], [BINS], ["", "2"])
        assert service.api("GET", "bootstrap/")[1]["data"]["state"] == "signing"
        assert not service.has("1.root.json") and not service.has("timestamp.json")
    with steps.step("stop-sign: the ceremony is over, and nothing is pending"):
        says(place.stop("root"), "Signing process for root deleted!")
        assert service.api("GET", "bootstrap/")[1]["data"] == {"bootstrap": False}
        says(place.cli.admin("metadata", "sign", fails=True), "Failed to fetch metadata for signing")
    with steps.step("the same ceremony again: pending"):
        place.ceremony(holders, ["Ada"], [BINS], ["", "2"])
        assert service.api("GET", "bootstrap/")[1]["data"]["state"] == "signing"
    with steps.step("artifacts are refused while the root is being signed"):
        file = service.folder / "early.txt"
        file.write_text("early\n")
        said = place.cli.run("artifact", "add", str(file), "--api-server", place.api, fails=True)
        says(said, "It requires bootstrap finished. State: signing")
    with steps.step("the second holder signs with `metadata sign`: finished and served"):
        says(place.sign("root", "Cleo"), "Metadata Signed and sent to the API!")
        assert service.api("GET", "bootstrap/")[1]["data"]["state"] == "finished"
        assert service.has("1.root.json") and service.has("timestamp.json")
        assert not service.pending(), service.pending()


def holder_swap(place, steps):
    service, keys = place.service, place.keys

    def swap():
        picks, files, lines = ["add", PEM, "remove", "Ada"], [keys.public("Dana")], ["Dana"]
        return place.update(picks, files, lines, None, ["Ada"], leave=True)

    with steps.step("metadata update: Dana for Ada, signed by Ada alone: pending, clients stay with root 1"):
        swap()
        assert not service.has("2.root.json")
        assert set(service.pending()) == {"root", "trusted_root"}, service.pending().keys()
    with steps.step("stop-sign an update; the same update again"):
        place.stop("root")
        assert not service.pending()
        swap()
    with steps.step("a second update while one is pending is refused (RSTUF would replace it silently)"):
        said = None
        try:
            swap()
        except AssertionError as refused:
            said = str(refused)
        says(said or "nothing", "already pending signatures")
    with steps.step("Ben signs: the old threshold is met, the new one is not"):
        place.sign("root", "Ben")
        assert not service.has("2.root.json")
    with steps.step("Dana signs: root 2 is published"):
        place.sign("root", "Dana")
        root = service.signed("2.root.json")
        expected = sorted(keys.ids[who] for who in ("Ben", "Cleo", "Dana"))
        assert sorted(root["roles"]["root"]["keyids"]) == expected, root["roles"]["root"]
        assert not service.pending()
    with steps.step("the rotated root leads on: another update, signed by new holders only"):
        place.update([], [], [], "online2", ["Dana", "Cleo"], leave=False)
        assert service.signed("3.root.json")["roles"]["timestamp"]["keyids"] == [keys.ids["online2"]]


def custom_layout(keys):
    """`releases` by two of three holders, `nightly` by the online key."""
    lines = ["releases", "30", "releases/*", "2", "Ada", "Ben", "Dana", "nightly", "7", "nightly/*"]
    picks = [CUSTOM, "continue", "Add Keys", PEM, "add", PEM, "add", PEM, "continue"]
    picks += ["add new delegation", "continue", ONLINE, "continue"]
    return picks, lines, [keys.public(who) for who in ("Ada", "Ben", "Dana")]


def custom_delegations(place, steps, files):
    service, keys = place.service, place.keys
    with steps.step("ceremony: releases (2 of 3 holders, offline) and nightly (online key)"):
        picks, lines, public = custom_layout(keys)
        place.ceremony(["Ada", "Ben", "Cleo"], ["Ada", "Ben"], picks, lines, public)
        names = [role["name"] for role in service.signed("1.targets.json")["delegations"]["roles"]]
        assert names == ["releases", "nightly"], names
        assert service.has("1.nightly.json") and not service.has("1.releases.json")
        assert set(service.pending()) == {"releases", "trusted_targets"}, service.pending().keys()
    with steps.step("metadata sign releases, first holder: pending; second: published, not expired"):
        place.sign("releases", "Ada")
        assert not service.has("1.releases.json")
        place.sign("releases", "Dana")
        assert service.has("1.releases.json") and not service.pending()
    app = files / "releases" / "app-1.0.tgz"
    night = files / "nightly" / "app.tgz"
    for file in (app, night):
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(f"{file.name}\n")
    with serving_files(files) as url:
        with steps.step("artifact for the online role: published at once"):
            place.repository_configured(url)
            assert place.details(place.add(night, "nightly"))["artifact_roles"] == ["nightly"]
            assert place.download("nightly/app.tgz") == night.read_bytes()
        with steps.step("artifact that no role accepts: told in invalid_paths, nothing published"):
            details = place.details(place.add(night, "elsewhere"))
            assert details["invalid_paths"] == ["elsewhere/app.tgz"] and not details["added_artifacts"], details
        with steps.step("artifact for the offline role: waits for its holders, is not trusted yet"):
            place.details(place.add(app, "releases"))
            says(place.download("releases/app-1.0.tgz", fails=True), "not trusted by TUF repository")
            waiting = service.pending()["releases"]["signed"]
            assert list(waiting["targets"]) == ["releases/app-1.0.tgz"] and waiting["version"] == 2, waiting
        with steps.step("one holder signs online, one without a network (sign --in, send sign): published"):
            place.sign("releases", "Ben")
            air_gapped(place, "releases", "Ada")
            assert place.download("releases/app-1.0.tgz") == app.read_bytes()
        delegation_added_later(place, steps)
        with steps.step("delegations delete: prod is gone, the snapshot keeps its entry"):
            said = place.cli.admin("delegations", "delete", "--metadata-url", service.metadata_url, tick="prod")
            says(said, "New Metadata created and sent to the API!")
            assert "prod" not in delegated(service)
            assert "prod.json" in snapshot_meta(service)
            assert place.download("releases/app-1.0.tgz") == app.read_bytes()


def air_gapped(place, role, who):
    """The pending list as a file, a signature as a file: no network where the key is."""
    status, answer = place.service.api("GET", "metadata/sign")
    assert status == 200
    carried, signature = place.service.folder / "pending.json", place.service.folder / "signature.json"
    carried.write_text(json.dumps(answer))
    pick, files = place.signature(who)
    words = ["admin", "metadata", "sign", "--in", str(carried), "--dry-run", "--out", str(signature)]
    place.cli.run(*words, pick=[role, *pick], files=files, lines=[PASSPHRASE])
    says(place.cli.admin("send", "sign", str(signature)), "Metadata Signed!")


def delegation_added_later(place, steps):
    service = place.service
    with steps.step("delegations new: prod (2 of 2 holders) is accepted and waits for them"):
        lines = ["prod", "90", "prod/*", "2", "Ben", "Dana"]
        picks = ["continue", "Add Keys", PEM, "add", PEM, "continue", "continue"]
        files = [place.keys.public("Ben"), place.keys.public("Dana")]
        task, message_differs = place.delegate(lines, picks, files)
        assert task["state"] == "SUCCESS", task
        assert "prod" in delegated(service), delegated(service)
        assert set(service.pending()) == {"prod", "trusted_targets"}, service.pending().keys()
    if message_differs:
        steps.known(
            "delegations new: the release 1.0.0b1 on PyPI expects `New Metadata accepted.` where every RSTUF API says"
            " `Metadata delegation add accepted.`; it complains although the service did what was asked"
        )
    with steps.step("both holders sign prod: published"):
        place.sign("prod", "Ben")
        assert not service.has("1.prod.json")
        place.sign("prod", "Dana")
        assert service.has("1.prod.json")
        assert not service.pending()


def snapshot_meta(service):
    version = service.signed("timestamp.json")["meta"]["snapshot.json"]["version"]
    return service.signed(f"{version}.snapshot.json")["meta"]


def delegated(service):
    version = snapshot_meta(service)["targets.json"]["version"]
    return [role["name"] for role in service.signed(f"{version}.targets.json")["delegations"]["roles"]]


def main(launcher, folder):
    run = pathlib.Path(folder)
    steps = Steps()
    with steps.journey("a everyone present"):
        place = Place.new(launcher, run / "bins")
        files = run / "bins-files"
        with place.service:
            everyone_present(place, steps)
            with steps.journey("f artifacts"):
                wheel, path = artifacts(place, steps, files)
            with steps.journey("g download"):
                downloads(place, steps, files, wheel, path)
            with steps.journey("d online key rotation"):
                online_rotation(place, steps, files, wheel, path)
            with steps.journey("h a repository with a name"):
                named_repository(place, steps, files)
    with steps.journey("b signing one after the other"):
        place = Place.new(launcher, run / "das")
        with place.service:
            one_after_the_other(place, steps)
            with steps.journey("c root rotation"):
                holder_swap(place, steps)
    with steps.journey("e custom delegations"):
        place = Place.new(launcher, run / "custom")
        with place.service:
            custom_delegations(place, steps, run / "custom-files")
    return steps.finish()


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))
