"""Users of the clients: each keeps one metadata cache over a whole story."""

import json
import pathlib
import subprocess

LOOK_LIMIT = 180


def request(folder, metadata_url, files_url, trusted_root, is_new, paths, downloads=(), days_ahead=0):
    """What a client is asked: to refresh with the metadata in a folder, and to look paths up."""
    return {
        "metadataDir": str(folder / "metadata"),
        "targetDir": str(folder / "targets"),
        "metadataBaseUrl": metadata_url,
        "targetBaseUrl": files_url,
        "trustedRoot": str(trusted_root),
        "isNew": is_new,
        "daysAhead": days_ahead,
        "paths": list(paths),
        "downloads": list(downloads),
    }


class User:
    """One client with the folder of one user."""

    def __init__(self, client, command, folder, trusted_root):
        self.name = client
        self._command = command
        self._folder = folder
        self._root = trusted_root
        self._is_new = True
        (folder / "metadata").mkdir(parents=True)

    def look(self, metadata_url, files_url, paths, downloads=(), days_ahead=0):
        """Refreshes and looks the paths up: {path: length} of those found, or the client's complaint as text."""
        asked = request(
            self._folder, metadata_url, files_url, self._root, self._is_new, paths, downloads, days_ahead
        )
        self._is_new = False
        file = self._folder / "request.json"
        file.write_text(json.dumps(asked))
        done = subprocess.run(
            [*self._command, str(file)], stdin=subprocess.DEVNULL, capture_output=True, text=True, timeout=LOOK_LIMIT
        )
        lines = done.stdout.strip().splitlines()
        assert done.returncode == 0 and lines, f"{self.name} ended with {done.returncode}: {done.stderr[-2000:]}"
        answer = json.loads(lines[-1])
        return answer["error"] if "error" in answer else answer.get("targets", {})

    def version(self, role):
        """The version of a role in this user's cache."""
        return json.loads((self._folder / "metadata" / f"{role}.json").read_text())["signed"]["version"]


class Group:
    """The same user once for each client."""

    def __init__(self, clients, folder, trusted_root, service, files_url):
        self._users = [User(name, command, folder / name, trusted_root) for name, command in clients.items()]
        self._service = service
        self._files_url = files_url

    def find(self, found, absent=(), downloads=(), **how):
        """Every client finds exactly these paths, and can download."""
        for user, seen in self._look([*found, *absent], downloads, **how):
            assert not isinstance(seen, str), f"{user.name}: {seen}"
            assert sorted(seen) == sorted(found), f"{user.name} found {sorted(seen)} (expected: {sorted(found)})"

    def distrust(self, path):
        """No client finds the path; whether that is an answer or a complaint is left to each."""
        for user, seen in self._look([path]):
            assert isinstance(seen, str) or not seen, f"{user.name} trusts {path}"

    def complain(self, words, **how):
        """Every client refuses what it is given, with one of these words."""
        for user, seen in self._look([], **how):
            assert isinstance(seen, str), f"{user.name} accepted it"
            assert any(word in seen.lower() for word in words), f"{user.name}: {seen} (expected: one of {words})"

    def hold(self, role, version):
        for user in self._users:
            assert user.version(role) == version, f"{user.name} has {role} {user.version(role)} (expected: {version})"

    def _look(self, paths, downloads=(), metadata_url=None, days_ahead=0):
        url = metadata_url or self._service.metadata_url
        return [(user, user.look(url, self._files_url, paths, downloads, days_ahead)) for user in self._users]


def trusted_root(service, folder):
    """1.root.json as it reaches users, once."""
    status, body = service.metadata("1.root.json")
    assert status == 200, f"1.root.json: {status}"
    file = pathlib.Path(folder) / "1.root.json"
    file.write_bytes(body)
    return file
