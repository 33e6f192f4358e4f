"""Mirrors of a repository, in a folder and in a bucket: what clients find there, whatever happens to the service or to them."""

import configparser
import contextlib
import gzip
import json
import os
import pathlib
import random
import subprocess
import sys
import threading
import time
import urllib.request

from holders import KeyPair, Repository
from processes import COMMAND_LIMIT, Running
from service import Service, free_ports, serving_files
from steps import Steps
from users import Group, trusted_root
from watcher import Watcher

# As many as make a snapshot worth compressing.
BINS = {"bins": {"expiration": 30, "number_of_delegated_bins": 64}}
WAIT = 120
KILLS = 6
OWNER = {"AWS_ACCESS_KEY_ID": "countersign", "AWS_SECRET_ACCESS_KEY": "secret+of/countersign"}


class Mirrored:
    """A service with a repository in it, and somebody who adds mirrors to it."""

    def __init__(self, launcher, folder, steps, environment=None):
        self.launcher = launcher
        self.folder = folder
        self.steps = steps
        self.service = Service(launcher, folder / "service", environment)
        self.files = folder / "files"
        self.paths = []

    def begin(self):
        self.repository = Repository(self.service)
        self.holders = [KeyPair("Ada"), KeyPair("Ben")]
        self.repository.bootstrap(self.holders, self.holders, BINS)
        self.add(30)
        self.root = trusted_root(self.service, self.folder)

    def add(self, count):
        new = [f"demo/file-{len(self.paths) + number}.txt" for number in range(count)]
        self.repository.add(self.files, *new)
        self.paths += new

    def command(self, *words, expected=0):
        """Of the command line, with the token of the service."""
        environment = {**os.environ, "COUNTERSIGN_TOKEN": self.service.token}
        command = [self.launcher, *words, "--server", self.service.url]
        done = subprocess.run(command, env=environment, capture_output=True, text=True, timeout=COMMAND_LIMIT)
        assert done.returncode == expected, f"{words} ended with {done.returncode}: {done.stdout}{done.stderr}"
        return done.stdout + done.stderr

    def mirror(self, name):
        status, answer = self.service.api("GET", "mirrors")
        assert status == 200, f"mirrors: {status} {answer}"
        return next(mirror for mirror in answer["data"]["mirrors"] if mirror["name"] == name)

    def until(self, name, state, **more):
        """Waits until a mirror is as it should be."""
        deadline = time.monotonic() + WAIT
        while True:
            mirror = self.mirror(name)
            newest = self.service.signed("timestamp.json")["version"]
            isNewest = state != "complete" or mirror["shows"]["timestamp"] == newest
            if mirror["state"] == state and isNewest and all(mirror.get(key) == value for key, value in more.items()):
                return mirror
            assert time.monotonic() < deadline, f"after {WAIT} s: {mirror} (expected: {state})"
            time.sleep(0.2)

    def told(self, about):
        """Waits until the service says under attention what is wrong."""
        deadline = time.monotonic() + WAIT
        while about not in (attention := self.service.api("GET", "status")[1]["data"]["attention"]):
            assert time.monotonic() < deadline, attention
            time.sleep(0.2)


def nginx_conf(folder, port, served):
    """As docs/mirrors.md has it, on a port of its own, by whoever runs this: others cannot look into the folder."""
    conf = folder / "nginx.conf"
    user = "user root;" if os.geteuid() == 0 else ""
    conf.write_text(
        f"""{user} daemon off; pid {folder}/nginx.pid; error_log {folder}/nginx.log; worker_processes 1;
events {{}}
http {{
  access_log off;
  client_body_temp_path {folder}/body; proxy_temp_path {folder}/proxy; fastcgi_temp_path {folder}/fastcgi;
  uwsgi_temp_path {folder}/uwsgi; scgi_temp_path {folder}/scgi;
  types {{ application/json json; }}
  server {{
    listen 127.0.0.1:{port};
    location /metadata/ {{
      alias {served}/;
      gzip_static on;
      location ~ /\\. {{ return 404; }}
      location = /metadata/timestamp.json {{ alias {served}/timestamp.json; add_header Cache-Control "no-cache"; }}
      add_header Cache-Control "public, max-age=31536000, immutable";
    }}
  }}
}}
"""
    )
    return conf


def fetch(url, **headers):
    with urllib.request.urlopen(urllib.request.Request(url, headers=headers), timeout=30) as answer:
        return answer.read(), answer.headers


def folder_journey(steps, launcher, folder, clients, nginx):
    world = Mirrored(launcher, folder, steps)
    served = folder / "mirror"
    [port] = free_ports(1)
    url = f"http://127.0.0.1:{port}/metadata"
    with world.service:
        world.begin()
        with steps.step("fill: mirror add --folder --compressed --wait"):
            world.command("mirror", "add", "--folder", str(served), "--name", "disk", "--compressed", "--wait")
        conf = nginx_conf(folder, port, served)
        with Running([nginx, "-p", str(folder), "-c", str(conf)], folder / "nginx.out", f"{url}/1.root.json"):
            users = Group(clients, folder / "users", world.root, world.service, url)
            with steps.step("clients find everything, through nginx"):
                users.find(world.paths[:5], metadata_url=url)
            with steps.step("headers: versioned files for ever, the timestamp never, compressed for those who ask"):
                assert fetch(f"{url}/timestamp.json")[1]["Cache-Control"] == "no-cache"
                snapshot = world.mirror("disk")["shows"]["snapshot"]
                plain, headers = fetch(f"{url}/{snapshot}.snapshot.json")
                assert "immutable" in headers["Cache-Control"]
                packed, headers = fetch(f"{url}/{snapshot}.snapshot.json", **{"Accept-Encoding": "gzip"})
                assert headers["Content-Encoding"] == "gzip" and gzip.decompress(packed) == plain
            with steps.step("follow: a publication and a new root"):
                world.add(3)
                world.repository.propose(world.holders)
                world.until("disk", "complete")
                assert (served / "2.root.json").exists()
                users.find(world.paths[-3:], metadata_url=url)
            with steps.step("away: while the folder is not there the service goes on, and says so; then it catches up"):
                served.rename(folder / "elsewhere")
                world.add(3)
                assert world.until("disk", "failing")["problem"]["sentence"]
                world.told("mirror disk")
                assert "countersign_mirror_lag_seconds" in world.service.metrics()
                (folder / "elsewhere").rename(served)
                world.until("disk", "complete")
                users.find(world.paths[-3:], metadata_url=url)
            with steps.step(f"kill: {KILLS} times kill -9 at random, while clients poll the mirror"):
                with Watcher(folder / "polling", url, url, world.root, world.paths[0]) as watcher:
                    for _ in range(KILLS):
                        killed(world)
                        world.service.__enter__()
                    world.add(1)
                    world.until("disk", "complete")
                assert not watcher.complaints, watcher.complaints[:3]
                assert watcher.looks > 20, watcher.looks
                users.find(world.paths[:3], metadata_url=url)
            with steps.step("verify: all is well; a file with other bytes is an alarm, and is mended"):
                assert "verifies" in world.command("mirror", "verify", "disk")
                bins = next(served.glob(f"{world.service.signed('timestamp.json')['meta']['snapshot.json']['version']}.sn*n"))
                bins.write_bytes(b"{}")
                (served / f"{bins.name}.gz").unlink(missing_ok=True)
                world.command("mirror", "verify", "disk", expected=5)
                world.until("disk", "complete")
                assert "verifies" in world.command("mirror", "verify", "disk")
            with steps.step("removed: it stays as it is"):
                world.command("mirror", "remove", "disk")
                users.find(world.paths[:1], metadata_url=url)


def killed(world):
    """In the middle of what it does: submissions go on until it is gone."""
    over = threading.Event()

    def submit():
        with contextlib.suppress(Exception):
            while not over.is_set():
                world.repository.add(world.files, world.paths[random.randrange(len(world.paths))])

    submitting = threading.Thread(target=submit, daemon=True)
    submitting.start()
    time.sleep(random.uniform(0.3, 3))
    world.service.kill()
    over.set()
    submitting.join()


def gateway(binary, folder, port):
    """It keeps objects as files, and what is said of them beside."""
    bucket = folder / "store" / "tuf-files"
    bucket.mkdir(parents=True, exist_ok=True)
    (folder / "side").mkdir(exist_ok=True)
    command = [binary, "--port", f"127.0.0.1:{port}", "--access", OWNER["AWS_ACCESS_KEY_ID"]]
    command += ["--secret", OWNER["AWS_SECRET_ACCESS_KEY"], "--region", "eu-test-1"]
    command += ["posix", "--sidecar", str(folder / "side"), str(folder / "store")]
    return Running(command, folder / "gateway.log", f"http://127.0.0.1:{port}/")


def profiles(folder):
    """Credentials where Amazon's own programs have them."""
    file = configparser.ConfigParser()
    for name, secret in (("default", OWNER["AWS_SECRET_ACCESS_KEY"]), ("wrong", "guessed")):
        file[name] = {"aws_access_key_id": OWNER["AWS_ACCESS_KEY_ID"], "aws_secret_access_key": secret}
    path = folder / "credentials"
    with open(path, "w", encoding="ascii") as out:
        file.write(out)
    return str(path)


def bucket_journey(steps, launcher, folder, clients, binary):
    [port] = free_ports(1)
    endpoint = f"http://127.0.0.1:{port}"
    # The service has the credentials; whoever adds a mirror needs none.
    credentials = {"AWS_SHARED_CREDENTIALS_FILE": profiles(folder), "AWS_EC2_METADATA_DISABLED": "true"}
    world = Mirrored(launcher, folder, steps, credentials)
    add = ["mirror", "add", "--endpoint", endpoint, "--region", "eu-test-1"]
    with world.service, serving_files(folder / "store" / "tuf-files") as served:
        world.begin()
        url = f"{served}/metadata"
        users = Group(clients, folder / "users", world.root, world.service, url)
        with gateway(binary, folder, port):
            with steps.step("fill: mirror add --s3 --endpoint --wait"):
                world.command(*add, "--s3", "tuf-files/metadata", "--name", "cdn", "--wait")
                users.find(world.paths[:5], metadata_url=url)
            with steps.step("follow: publications and a new root"):
                world.add(3)
                world.repository.propose(world.holders)
                world.until("cdn", "complete")
                users.find(world.paths[-3:], metadata_url=url)
            with steps.step("verify: read through the gateway"):
                assert "verifies" in world.command("mirror", "verify", "cdn")
            with steps.step("wrong credentials: refused by the gateway, said, and nothing is written"):
                world.command(*add, "--s3", "tuf-files/other", "--name", "wrong", "--profile", "wrong")
                sentence = world.until("wrong", "failing")["problem"]["sentence"]
                assert "SignatureDoesNotMatch" in sentence and "guessed" not in sentence, sentence
                assert not (folder / "store" / "tuf-files" / "other").exists()
                world.command("mirror", "remove", "wrong")
            with steps.step("kill: twice kill -9 at random, while clients poll the mirror"):
                with Watcher(folder / "polling", url, url, world.root, world.paths[0]) as watcher:
                    for _ in range(2):
                        killed(world)
                        world.service.__enter__()
                    world.until("cdn", "complete")
                assert not watcher.complaints, watcher.complaints[:3]
        with steps.step("away: while the gateway is away the service goes on, and says so"):
            world.add(3)
            assert "cannot be reached" in world.until("cdn", "failing")["problem"]["sentence"]
            users.find(world.paths[:1], metadata_url=url)
        with gateway(binary, folder, port), steps.step("it catches up by itself"):
            world.until("cdn", "complete")
            users.find(world.paths[-3:], metadata_url=url)


def main(launcher, folder, clients, nginx, binary):
    steps = Steps()
    clients = json.loads(clients)
    folder = pathlib.Path(folder)
    if nginx:
        with steps.journey("A folder, behind nginx"):
            folder_journey(steps, launcher, made(folder / "folder"), clients, nginx)
    if binary:
        with steps.journey("A bucket, of versitygw"):
            bucket_journey(steps, launcher, made(folder / "bucket"), clients, binary)
    return steps.finish()


def made(folder):
    folder.mkdir()
    return folder


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))
