"""A repository as RSTUF's worker makes it: succinct bins, one online key for all but the root, every role's version alone in the
snapshot. What the worker does with python-tuf's metadata API is done here with the same API, in the same order."""

import datetime

from tuf.api.metadata import (
    Delegations,
    Key,
    Metadata,
    MetaFile,
    Role,
    Root,
    Signature,
    Snapshot,
    SuccinctRoles,
    TargetFile,
    Targets,
    Timestamp,
)
from tuf.api.serialization.json import JSONSerializer

BINS = "bins"
DAYS = {"root": 365, "targets": 365, BINS: 30, "snapshot": 7, "timestamp": 1}


class RstufRepository:
    """Publishes into a folder.

    holders: those of the root, of whom two must sign, with the members that RSTUF's command line adds to their keys
    """

    def __init__(self, folder, holders, online, bit_length):
        self.folder = folder
        self._holders = holders
        self._online = online
        self._key = Key.from_dict(
            online.id, {**online.key, "x-rstuf-key-name": online.name, "x-rstuf-online-key-uri": online.uri}
        )
        self._bins = SuccinctRoles([], 1, bit_length, BINS)
        self._roles = {}
        folder.mkdir(parents=True)
        self._root = Root(consistent_snapshot=True)
        self._root.version = 0

    def bootstrap(self):
        self.publish_root()
        targets = Metadata(Targets())
        targets.signed.delegations = Delegations(keys={}, succinct_roles=self._bins)
        snapshot = Metadata(Snapshot())
        snapshot.signed.meta["targets.json"] = MetaFile()
        for name in self._bins.get_roles():
            targets.signed.add_key(self._key, name)
            self._persist(name, Metadata(Targets()))
            snapshot.signed.meta[f"{name}.json"] = MetaFile(version=1)
        self._persist("targets", targets)
        self._persist("snapshot", snapshot)
        self._persist("timestamp", Metadata(Timestamp()))

    def publish_root(self):
        """The next root, with the keys of the one before."""
        root = self._root
        root.version += 1
        root.expires = in_days(DAYS["root"])
        for holder in self._holders:
            named = {**holder.key, "x-rstuf-key-name": holder.name}
            root.keys[holder.id] = Key.from_dict(holder.id, dict(named))
        root.keys[self._online.id] = self._key
        root.roles["root"] = Role([holder.id for holder in self._holders], 2)
        for role in ("timestamp", "snapshot", "targets"):
            root.roles[role] = Role([self._online.id], 1)
        metadata = Metadata(root)
        for holder in self._holders[:2]:
            sign(metadata, holder)
        self._write(f"{root.version}.root.json", metadata)

    def add(self, files, *paths):
        """Publishes files: new versions of their bins, of the snapshot and of the timestamp."""
        changed = {}
        for path in paths:
            file = files / path
            file.parent.mkdir(parents=True, exist_ok=True)
            file.write_text(f"{path}, published by RSTUF\n")
            name = self._bins.get_role_for_target(path)
            changed[name] = self._roles[name]
            changed[name].signed.targets[path] = TargetFile.from_file(path, str(file), ["sha256"])
        snapshot = self._roles["snapshot"]
        for name, role in changed.items():
            self._bump(name, role)
            snapshot.signed.meta[f"{name}.json"] = MetaFile(version=role.signed.version)
        self._bump("snapshot", snapshot)
        self.publish_timestamp()

    def fill(self, paths):
        """As many as nobody would make files for, each with its path as its content."""
        for path in paths:
            target = TargetFile.from_data(path, path.encode(), ["sha256"])
            self._roles[self._bins.get_role_for_target(path)].signed.targets[path] = target
        snapshot = self._roles["snapshot"]
        for name in self._bins.get_roles():
            self._bump(name, self._roles[name])
            snapshot.signed.meta[f"{name}.json"] = MetaFile(version=self.version(name))
        self._bump("snapshot", snapshot)
        self.publish_timestamp()

    def publish_timestamp(self):
        timestamp = self._roles["timestamp"]
        timestamp.signed.snapshot_meta = MetaFile(version=self._roles["snapshot"].signed.version)
        self._bump("timestamp", timestamp)

    def version(self, role):
        return self._roles[role].signed.version

    def _bump(self, name, role):
        role.signed.version += 1
        self._persist(name, role)

    def _persist(self, name, role):
        self._roles[name] = role
        role.signed.expires = in_days(DAYS[BINS if name.startswith(BINS) else name])
        role.signatures.clear()
        sign(role, self._online)
        self._write(name + ".json" if name == "timestamp" else f"{role.signed.version}.{name}.json", role)

    def _write(self, name, metadata):
        (self.folder / name).write_bytes(metadata.to_bytes(JSONSerializer()))


def in_days(days):
    return datetime.datetime.now(datetime.timezone.utc).replace(microsecond=0) + datetime.timedelta(days=days)


def sign(metadata, pair):
    metadata.signatures[pair.id] = Signature(pair.id, pair.sign(metadata.signed.to_dict())["sig"])
