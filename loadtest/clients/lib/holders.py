"""Root holders and the online key: what signs requests to the API, with keys made for one run."""

import datetime
import hashlib
import json

from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import ed25519


def canonical(value):
    """Canonical JSON of what is used here: no floats, no backslashes, and of control characters the line feeds of PEM."""
    text = json.dumps(value, sort_keys=True, separators=(",", ":"), ensure_ascii=False)
    return text.replace("\\n", "\n").encode()


def in_days(days):
    moment = datetime.datetime.now(datetime.timezone.utc) + datetime.timedelta(days=days)
    return moment.strftime("%Y-%m-%dT%H:%M:%SZ")


class KeyPair:
    """An Ed25519 key pair with a name."""

    def __init__(self, name):
        self.name = name
        self._private = ed25519.Ed25519PrivateKey.generate()
        raw = self._private.public_key().public_bytes_raw().hex()
        self.key = {"keytype": "ed25519", "scheme": "ed25519", "keyval": {"public": raw}}
        self.id = hashlib.sha256(canonical(self.key)).hexdigest()
        self.uri = f"fn:{self.id}"

    def sign(self, signed):
        return {"keyid": self.id, "sig": self._private.sign(canonical(signed)).hex()}

    def store(self, folder):
        """Puts the private half where the service looks for `fn:` keys."""
        self.write_private(folder / self.id)
        return self

    def write_private(self, path):
        """The private half, unencrypted, for its owner's eyes. Returns the path."""
        path.touch(mode=0o600)
        pem, pkcs8 = serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8
        path.write_bytes(self._private.private_bytes(pem, pkcs8, serialization.NoEncryption()))
        return path

    def write_public(self, path):
        """Returns the path."""
        pem, spki = serialization.Encoding.PEM, serialization.PublicFormat.SubjectPublicKeyInfo
        path.write_bytes(self._private.public_key().public_bytes(pem, spki))
        return path


class Repository:
    """What the holders of root do with a service: begin, rotate, sign one after the other."""

    def __init__(self, service):
        self.service = service
        self.online = KeyPair("online1").store(service.keys)
        self.holders = []
        self.version = 0

    def bootstrap(self, holders, signers, roles):
        """`roles`: bins or delegations, beside the four top-level roles. Returns the task's details."""
        days = {"root": 365, "timestamp": 1, "snapshot": 30, "targets": 365}
        settings = {role: {"expiration": number} for role, number in days.items()}
        metadata = {"root": self._root(holders, self.online, signers)}
        return self.service.do("POST", "bootstrap", {"settings": {"roles": {**settings, **roles}}, "metadata": metadata})

    def propose(self, signers, holders=None, online=None):
        """The next root, signed by some; the others sign the pending one."""
        root = self._root(holders or self.holders, online or self.online, signers)
        return self.service.do("POST", "metadata", {"metadata": {"root": root}})

    def _root(self, holders, online, signers):
        self.holders, self.online, self.version = holders, online, self.version + 1
        online_key = {**online.key, "x-rstuf-key-name": online.name, "x-rstuf-online-key-uri": online.uri}
        keys = {holder.id: {**holder.key, "x-rstuf-key-name": holder.name} for holder in holders}
        by_online = {"keyids": [online.id], "threshold": 1}
        signed = {
            "_type": "root",
            "version": self.version,
            "spec_version": "1.0.31",
            "expires": in_days(365),
            "consistent_snapshot": True,
            "keys": {**keys, online.id: online_key},
            "roles": {
                "root": {"keyids": [holder.id for holder in holders], "threshold": 2},
                "timestamp": by_online,
                "snapshot": by_online,
                "targets": by_online,
            },
        }
        return {"signatures": [signer.sign(signed) for signer in signers], "signed": signed}

    def sign(self, role, holder):
        """One holder signs what is pending for a role. Returns the task's details."""
        waiting = self.service.pending()
        assert role in waiting, f"{role} is not pending: {sorted(waiting)}"
        signature = holder.sign(waiting[role]["signed"])
        return self.service.do("POST", "metadata/sign", {"role": role, "signature": signature})

    def add(self, files, *paths):
        """Makes a file for each path and adds it."""
        artifacts = []
        for path in paths:
            file = files / path
            file.parent.mkdir(parents=True, exist_ok=True)
            content = f"{path}, as of {in_days(0)}\n".encode()
            file.write_bytes(content)
            info = {"length": len(content), "hashes": {"sha256": hashlib.sha256(content).hexdigest()}}
            artifacts.append({"path": path, "info": info})
        return self.service.do("POST", "artifacts", {"artifacts": artifacts})

    def remove(self, *paths):
        return self.service.do("POST", "artifacts/delete", {"artifacts": list(paths)})

    def snapshot(self):
        version = self.service.signed("timestamp.json")["meta"]["snapshot.json"]["version"]
        return self.service.signed(f"{version}.snapshot.json")["meta"]


def delegation(name, paths, holders=(), threshold=1):
    """One delegated role of a request; without holders the online key signs it."""
    role = {"name": name, "terminating": True, "keyids": [holder.id for holder in holders], "threshold": threshold}
    return {**role, "paths": paths, "x-rstuf-expire-policy": 30}


def delegations(*roles, holders=()):
    return {"keys": {holder.id: holder.key for holder in holders}, "roles": list(roles)}
