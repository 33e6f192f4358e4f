"""Who stole the online key: a mirror of the service whose online metadata is years ahead."""

import json

from holders import in_days
from service import Quiet, request, serving

VERSION = 1_000_000


def fast_forwarded(repository):
    """Every file of the online key at VERSION, signed by it, by name; files of offline holders stay as they are."""
    meta, files = repository.snapshot(), {}
    for name, entry in meta.items():
        status, body = repository.service.metadata(f"{entry['version']}.{name}")
        assert status == 200, f"{name}: {status}"
        current = json.loads(body)
        if [one["keyid"] for one in current["signatures"]] == [repository.online.id]:
            files[f"{VERSION}.{name}"] = {**current["signed"], "version": VERSION}
            meta[name] = {"version": VERSION}
    common = {"spec_version": "1.0.31", "version": VERSION, "expires": in_days(30)}
    files[f"{VERSION}.snapshot.json"] = {"_type": "snapshot", **common, "meta": meta}
    files["timestamp.json"] = {"_type": "timestamp", **common, "meta": {"snapshot.json": {"version": VERSION}}}
    return {name: envelope(repository.online, signed) for name, signed in files.items()}


def envelope(key, signed):
    return json.dumps({"signatures": [key.sign(signed)], "signed": signed}).encode()


def mirror(service, forged):
    """An HTTP server that answers with the forged files, and for all others as the service does."""

    class Mirror(Quiet):
        def do_GET(self):
            name = self.path.rsplit("/", 1)[-1]
            status, body = (200, forged[name]) if name in forged else request("GET", service.url + self.path)
            self.send_response(status)
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

    return serving(Mirror)
