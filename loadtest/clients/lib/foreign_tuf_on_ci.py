"""A repository of tuf-on-ci: its holders configure and sign with tuf-on-ci-sign itself, from PyPI; snapshot and timestamp, and what
is served, are made as its repository tools do, which are only to be had within a workflow of GitHub."""

import configparser
import datetime
import shutil

from securesystemslib.signer import Key, Signer
from tuf.api.metadata import Metadata, MetaFile, Snapshot, TargetFile, Timestamp
from tuf.api.serialization.json import JSONSerializer
from tuf.repository import Repository
from tuf_on_ci_sign._signer_repository import OfflineConfig, OnlineConfig, SignerRepository, set_key_field
from tuf_on_ci_sign._user import User

ONLINE_URI = "x-tuf-on-ci-online-uri"
EXPIRY = "x-tuf-on-ci-expiry-period"


class Holder:
    """Somebody with a key in a file, which their settings of tuf-on-ci-sign name."""

    def __init__(self, pair, folder):
        self.pair = pair
        self.name = f"@{pair.name.lower()}"
        self._folder = folder / pair.name
        self._folder.mkdir(parents=True)
        self._pem = pair.write_private(self._folder / "key.pem")

    def key(self):
        return Key.from_dict(self.pair.id, dict(self.pair.key))

    def at(self, event, known_good):
        """The tool, as this person starts it for a signing event."""
        mine = self.key()
        set_key_field(mine, "keyowner", self.name)
        settings = configparser.ConfigParser()
        names = {"user-name": self.name, "push-remote": "origin", "pull-remote": "origin", "pykcs11lib": "none"}
        settings["settings"] = names
        settings["signing-keys"] = {mine.keyid: f"file2:{self._pem}"}
        file = self._folder / "settings.ini"
        with open(file, "w") as out:
            settings.write(out)
        return SignerRepository(str(event), str(known_good), User(str(file), str(self._folder / "state.ini")))

    @property
    def pem(self):
        return self._pem


class Online(Repository):
    """Snapshot and timestamp, as tuf-on-ci's `online-sign` makes them, and the served folder, as `build-repository` does."""

    def __init__(self, metadata):
        self._metadata = metadata

    def open(self, role):
        file = self._metadata / f"{role}.json"
        if file.exists():
            return Metadata.from_file(str(file))
        made = Metadata(Timestamp() if role == "timestamp" else Snapshot())
        if role == "timestamp":
            made.signed.snapshot_meta.version = 0
        else:
            made.signed.meta.clear()
        made.signed.version = 0
        return made

    def close(self, role, metadata):
        metadata.signed.version += 1
        delegation = self.root().get_delegated_role(role)
        days = delegation.unrecognized_fields[EXPIRY]
        metadata.signed.expires = datetime.datetime.now(datetime.timezone.utc) + datetime.timedelta(days=days)
        metadata.signatures.clear()
        for keyid in delegation.keyids:
            key = self.root().get_key(keyid)
            metadata.sign(Signer.from_priv_key_uri(key.unrecognized_fields[ONLINE_URI], key), True)
        (self._metadata / f"{role}.json").write_bytes(metadata.to_bytes(JSONSerializer()))

    @property
    def targets_infos(self):
        targets = self.targets()
        infos = {"targets.json": MetaFile(targets.version)}
        for name in targets.delegations.roles if targets.delegations else ():
            infos[f"{name}.json"] = MetaFile(self.targets(name).version)
        return infos

    @property
    def snapshot_info(self):
        return MetaFile(self.snapshot().version)

    def publish(self, served, force=False):
        self.do_snapshot(force)
        self.do_timestamp(force)
        served.mkdir(parents=True, exist_ok=True)
        for root in (self._metadata / "root_history").glob("*.root.json"):
            shutil.copy(root, served)
        shutil.copy(self._metadata / "timestamp.json", served)
        for name, info in {**self.targets_infos, "snapshot.json": self.snapshot_info}.items():
            shutil.copy(self._metadata / name, served / f"{info.version}.{name}")


class TufOnCiRepository:
    """What is in git, in two states: the merged one, and the one of a signing event."""

    def __init__(self, folder, pairs, online):
        self.folder = folder / "served"
        self.holders = [Holder(pair, folder / "people") for pair in pairs]
        self._merged = folder / "git"
        self._event = folder / "event"
        self._event.mkdir(parents=True)
        self._merged.mkdir(parents=True)
        self._online = Key.from_dict(online.id, dict(online.key))
        set_key_field(self._online, "online-uri", f"file2:{online.write_private(folder / 'online.pem')}")

    def _tool(self, holder):
        return holder.at(self._event, self._merged)

    def begin(self, role, role_holder):
        """Two of the holders of root and targets, and a delegated role whose holder is somebody else."""
        first, *others = self.holders
        tool = self._tool(first)
        names = [holder.name for holder in self.holders]
        tool.set_role_config("root", OfflineConfig(list(names), 2, 365, 60), first.key())
        tool.set_role_config("targets", OfflineConfig(list(names), 1, 365, 60), first.key())
        tool.set_online_config(OnlineConfig(self._online, 2, 1, 30, 15))
        for holder in others:
            self._accept(holder, "root", "targets")
        self._tool(first).set_role_config(role, OfflineConfig([role_holder.name], 1, 365, 60), None)
        self._accept(role_holder, role)
        self._merge([*self.holders, role_holder])

    def _accept(self, holder, *roles):
        """Whoever was invited brings a key."""
        tool = self._tool(holder)
        for role in roles:
            tool.set_role_config(role, tool.get_role_config(role), holder.key())

    def _merge(self, signers, force=False):
        """Those whose signatures are wanted sign; then the event is over."""
        for holder in signers:
            tool = self._tool(holder)
            for role in sorted(tool.unsigned):
                tool.sign(role)
        shutil.rmtree(self._merged)
        shutil.copytree(self._event, self._merged)
        Online(self._merged).publish(self.folder, force)
        for role in ("snapshot", "timestamp"):
            shutil.copy(self._merged / f"{role}.json", self._event)

    def add(self, role, signers, files, *paths):
        """Files in a role; its version is signed by these."""
        self._edit(signers[0], role, files, paths)
        self._merge(signers)

    def _edit(self, holder, role, files, paths):
        with self._tool(holder).edit_targets(role) as targets:
            for path in paths:
                file = files / path
                file.parent.mkdir(parents=True, exist_ok=True)
                file.write_text(f"{path}, signed with tuf-on-ci\n")
                targets.targets[path] = TargetFile.from_file(path, str(file), ["sha256"])

    def signed(self, role, signers, files, *paths):
        """The next version of a role as its holders sign it with their tool, for publishing elsewhere. Returns the file."""
        self._edit(signers[0], role, files, paths)
        for holder in signers:
            self._tool(holder).sign(role)
        return self._event / f"{role}.json"

    def publish_root(self):
        """The next root, with the same keys."""
        with self._tool(self.holders[0]).edit_root():
            pass
        self._merge(self.holders[:2])

    def publish_timestamp(self):
        self._merge([], force=True)
