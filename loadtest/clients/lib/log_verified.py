"""The public log of a service, verified by fsck, x/mod and a witness: log_verified.py LAUNCHER FOLDER PROGRAMS"""

import base64
import contextlib
import hashlib
import http.server
import json
import os
import pathlib
import signal
import sqlite3
import subprocess
import sys
import tempfile
import threading
import urllib.error
import urllib.request

from processes import COMMAND_LIMIT, Running, until
from service import free_ports

WITNESS = "witness.example.org/w1"


def step(text, holds):
    print(f"log: {'passed' if holds else 'FAILED'}: {text}", flush=True)
    if not holds:
        sys.exit(1)


def ran(*command, env=None):
    done = subprocess.run([str(part) for part in command], capture_output=True, text=True, env=env, timeout=COMMAND_LIMIT)
    return done.returncode, done.stdout + done.stderr


def verifier_key(name, kind, public):
    material = bytes([kind]) + public
    number = hashlib.sha256(name.encode() + b"\n" + material).digest()[:4].hex()
    return f"{name}+{number}+{base64.b64encode(material).decode()}"


def told_by(said):
    return json.loads(next((line for line in said.splitlines() if line.startswith("{")), "{}"))


def get(url):
    with urllib.request.urlopen(url, timeout=30) as answer:
        return answer.read()


def found(url):
    """What is there; nothing while nobody answers."""
    with contextlib.suppress(OSError):
        return get(url)
    return b""


def has_tables(database):
    """The witness makes the file before what is in it."""
    if database.exists():
        with contextlib.suppress(sqlite3.Error), contextlib.closing(sqlite3.connect(database)) as reading:
            rows = reading.execute("select name from sqlite_master where type = 'table'")
            return {"log", "key"} <= {name for (name,) in rows}
    return False


def is_cosigned(checkpoint, size):
    return WITNESS.encode() in checkpoint and checkpoint.splitlines()[1] == str(size).encode()


class Tampering(http.server.BaseHTTPRequestHandler):
    """The service, with one bit of the first bundle of entries changed."""

    def do_GET(self):
        try:
            body = get(self.server.behind + self.path)
        except urllib.error.HTTPError as refused:
            self.send_error(refused.code)
            return
        if self.path.startswith("/log/tile/entries/"):
            body = body[:40] + bytes([body[40] ^ 1]) + body[41:]
        self.send_response(200)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_):
        pass


@contextlib.contextmanager
def tampered(url):
    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Tampering)
    server.behind = url
    threading.Thread(target=server.serve_forever, daemon=True).start()
    try:
        yield f"http://127.0.0.1:{server.server_address[1]}"
    finally:
        server.shutdown()


def witness_key(folder):
    key = folder / "witness"
    subprocess.run(["ssh-keygen", "-q", "-t", "ed25519", "-N", "", "-f", key], check=True)
    blob = base64.b64decode(key.with_suffix(".pub").read_text().split()[1])
    fingerprint = hashlib.sha256(blob).digest()
    return key, blob[-32:], "SHA256:" + base64.b64encode(fingerprint).decode().rstrip("=")


def main(launcher, folder, programs):
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(143))  # every `with` ends, and so do the programs
    folder, programs = pathlib.Path(folder), pathlib.Path(programs)
    key, public, fingerprint = witness_key(folder)
    witness = verifier_key(WITNESS, 4, public)
    port, management, witness_port = free_ports(3)
    url = f"http://127.0.0.1:{port}"
    home = {**os.environ, "XDG_STATE_HOME": str(folder / "state"), "XDG_DATA_HOME": str(folder / "share")}
    asks = {**home, "COUNTERSIGN_LOG_WITNESSES": f"{witness} http://127.0.0.1:{witness_port}"}
    quickstart = [launcher, "quickstart", "--data", folder / "data", "--port", port, "--management-port", management]
    with contextlib.ExitStack() as running:
        # Paths of sockets must be short.
        agent = pathlib.Path(running.enter_context(tempfile.TemporaryDirectory(ignore_cleanup_errors=True))) / "agent"
        running.enter_context(Running(["ssh-agent", "-D", "-a", agent], folder / "agent.log"))
        until(agent.exists, "the agent starts")
        subprocess.run(["ssh-add", "-q", key], check=True, env={**os.environ, "SSH_AUTH_SOCK": str(agent)})
        running.enter_context(Running(quickstart, folder / "service.log", url + "/log/checkpoint", asks))
        until(lambda: found(url + "/log/checkpoint"), "the service starts")
        step("the log begins with the repository", b"\n1\n" in get(url + "/log/checkpoint"))

        code, said = ran(launcher, "log", "key", "--server", url, env=home)
        log_key = said.strip().splitlines()[-1]
        step("log key prints a verifier key", code == 0 and log_key.count("+") >= 2)
        (folder / "key").write_text(log_key)

        database = folder / "witness.db"
        command = [programs / "litewitness", "-db", database, "-name", WITNESS, "-key", fingerprint]
        command += ["-ssh-agent", agent, "-listen", f"127.0.0.1:{witness_port}"]
        running.enter_context(Running(command, folder / "witness.log"))
        until(lambda: has_tables(database), "the witness starts")
        with contextlib.closing(sqlite3.connect(database, timeout=30)) as connection, connection as tables:
            origin = log_key.split("+")[0]
            tables.execute("insert into log values (?, 0, ?)", (origin, base64.b64encode(hashlib.sha256().digest()).decode()))
            tables.execute("insert into key values (?, ?)", (origin, log_key))

        before = folder / "before"
        for number in range(6):
            artifact = folder / f"artifact-{number}.txt"
            artifact.write_text(f"artifact {number}\n")
            code, said = ran(launcher, "artifact", "add", "--server", url, artifact, env=home)
            step(f"publication {number + 2}: {said.strip().splitlines()[-1]}", code == 0)
            if number == 2:
                before.write_bytes(get(url + "/log/checkpoint"))
        until(lambda: is_cosigned(found(url + "/log/checkpoint"), 7), "the witness signs the newest checkpoint")
        after = folder / "after"
        after.write_bytes(get(url + "/log/checkpoint"))
        step("the witness has signed the newest checkpoint", is_cosigned(after.read_bytes(), 7))

        fsck = [programs / "fsck", "--ui=false", "--public_key", folder / "key", "--storage_url"]
        code, said = ran(*fsck, url + "/log/")
        step("Tessera's fsck accepts the log", "Successfully fsck'd" in said and "fsck failed" not in said)
        code, said = ran(programs / "log-go", "check", url + "/log", log_key, witness)
        step(f"x/mod's tlog and note: {said.strip()}", code == 0)
        code, said = ran(programs / "log-go", "grows", before, after, url + "/log")
        step(f"x/mod's tlog: {said.strip()}", code == 0)

        verify = [launcher, "log", "verify", "--trust-on-first-use", "--output", "json", "--witness", witness]
        code, said = ran(*verify, "--server", url, env=home)
        told = told_by(said)
        step(f"log verify: {told}", code == 0 and told.get("size") == 7 and told.get("unlisted") == 0)
        step("log verify sees the witness", told.get("witnesses") == [WITNESS])
        code, said = ran(*verify, "--server", url, env=home)
        step("a second run reads nothing again", code == 0 and told_by(said).get("new") == 0)

        with tampered(url) as other:
            code, said = ran(*fsck, other + "/log/")
            step("fsck says that a changed log is wrong", "fsck failed" in said)
            code, said = ran(*verify, "--server", other, "--log-key", log_key, env=home)
            step("log verify ends with 5 for a changed log", code == 5)


if __name__ == "__main__":
    main(*sys.argv[1:])
