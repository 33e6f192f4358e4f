"""What the guard costs: whole installations, requests from its cache, and how soon a publication can be installed."""

import contextlib
import os
import pathlib
import re
import shutil
import signal
import statistics
import subprocess
import sys
import time
import urllib.parse

import goods
import private_registries
from managers import Maven, Npm, Pip, User
from processes import Running, until
from protected import Guard, Signing, Watch, Way, artifact_path
from service import free_ports, request
from tools import Missing, Tools

PARTS = 30
PART_BYTES = 100_000
WARM_UP = 8
ROUNDS = 7
# How often a guard that has worked for a while has been asked for each file of one installation.
ASKED_BEFORE = 50
PUBLICATIONS = 40
WRK = ["wrk", "-t1", "-c32", "-d10s"]


class Figures:
    """Each with what it should be."""

    def __init__(self):
        self.rows = []

    def add(self, what, value, unit, least=None, most=None):
        met = (least is None or value >= least) and (most is None or value <= most)
        aim = f">= {least}" if least is not None else f"<= {most}" if most is not None else ""
        self.rows.append((what, value, unit, aim, met))
        verdict = f"(aim {aim}: {'yes' if met else 'NO'})" if aim else ""
        print(f"   {what:58} {value:10.2f} {unit:4} {verdict}", flush=True)

    @property
    def is_met(self):
        return all(met for *_, met in self.rows)


def nginx(program, folder, port, served):
    """The registry that both ways lead to: files and lists of files, as nginx serves them."""
    folder.mkdir()
    user = "user root;" if os.geteuid() == 0 else ""
    temporary = "".join(f"{kind}_temp_path {folder}/{kind}; " for kind in ("proxy", "fastcgi", "uwsgi", "scgi"))
    (folder / "nginx.conf").write_text(
        f"""{user} daemon off; pid {folder}/nginx.pid; error_log {folder}/error.log; worker_processes 1;
events {{}}
http {{
  access_log off; sendfile on; tcp_nopush on; keepalive_requests 1000000000; client_body_temp_path {folder}/body; {temporary}
  types {{ text/html html; application/json json; application/octet-stream whl tgz jar; application/xml xml pom; }}
  server {{
    listen 127.0.0.1:{port};
    root {served};
    autoindex on;
    try_files $uri $uri/index.json $uri/index.html $uri/ =404;
  }}
}}
"""
    )
    return Running([program, "-c", folder / "nginx.conf"], folder / "log", f"http://127.0.0.1:{port}/")


class Compared:
    """One kind of registry behind nginx, straight and guarded."""

    def __init__(self, signing, kind, manager, folder, program):
        self.signing = signing
        self.kind = kind
        self.manager = manager
        self.folder = folder
        self._program = program
        self._homes = 0

    def __enter__(self):
        self.folder.mkdir()
        [port] = free_ports(1)
        registry = self.kind(self.folder / "tree", None)
        registry.url = f"http://127.0.0.1:{port}"
        self.url = registry.url + registry.index_path
        self.registry = registry
        for number in range(1 + WARM_UP + ROUNDS):
            for part in parts(number):
                registry.publish(goods.Release(part, goods.VERSION, more=os.urandom(PART_BYTES)))
            registry.publish(goods.Release(whole(number), goods.VERSION, needs=tuple(parts(number))))
        with contextlib.ExitStack() as stack:
            stack.enter_context(nginx(self._program, self.folder / "nginx", port, self.folder / "tree"))
            self.way = stack.enter_context(Way(self.signing.service))
            self.watch = Watch(self.signing, self.way, registry.ecosystem, self.url, registry.ecosystem, self.folder / "watch")
            self.watch.once()
            self._stack = stack.pop_all()
        return self

    def __exit__(self, *_):
        self._stack.close()

    def guard(self, name):
        return Guard(
            self.signing, self.way, self.registry.ecosystem, self.url, self.registry.ecosystem, self.folder / name
        )

    def seconds(self, url, wanted):
        """To install a package and what it needs, by somebody new."""
        self._homes += 1
        home = self.folder / f"home{self._homes}"
        user = User(self.manager, home)
        self.manager.prepare(home, self.folder, url, wanted, goods.VERSION)
        started = time.monotonic()
        installed = user.install(url, wanted, goods.VERSION)
        took = time.monotonic() - started
        assert installed.word == goods.GOOD, installed.said[-2000:]
        shutil.rmtree(home)
        return took


def whole(number):
    """A package that needs all parts of its number."""
    return f"whole{number:02}"


def parts(number):
    return [f"part{number:02}x{part:02}" for part in range(PARTS)]


def installations(figures, compared):
    """
    Of other packages each round: through the guard, which has never been asked for them, straight, and through the guard again,
    in turns, so that whatever else the machine does falls on all. The guard has worked for a while, as guards have; what it
    is when it has just started is told beside it.
    """
    straight, cold, warm = [], [], []
    with compared.guard("guard") as guard:
        first = compared.seconds(guard.url, whole(0))
        at_first = compared.seconds(compared.url, whole(0))
        worked(guard, compared)
        for number in range(1, 1 + WARM_UP + ROUNDS):
            cold.append(compared.seconds(guard.url, whole(number)))
            straight.append(compared.seconds(compared.url, whole(number)))
            warm.append(compared.seconds(guard.url, whole(number)))
    name = compared.manager.name
    base = statistics.median(straight[WARM_UP:])
    figures.add(f"{name}: {PARTS + 1} packages, straight (median of {ROUNDS})", base, "s")
    figures.add(f"{name}: through a warm guard, to straight", statistics.median(warm[WARM_UP:]) / base, "x", most=1.1)
    figures.add(f"{name}: through a cold guard, to straight", statistics.median(cold[WARM_UP:]) / base, "x", most=1.3)
    figures.add(f"{name}: the first one after the guard's start, to straight", first / at_first, "x")


def worked(guard, compared):
    """Has been asked for every file of one installation, as often as by many who install it."""
    asked = [address for part in [*parts(0), whole(0)] for address in addresses(guard, compared.registry.ecosystem, part)]
    for _ in range(ASKED_BEFORE):
        for address in asked:
            assert request("GET", address)[0] == 200, address


def addresses(guard, ecosystem, name):
    """What whoever installs a package asks for."""
    if ecosystem == "pypi":
        page = f"{guard.url}{name}/"
        [link] = re.findall('href="([^"#]+)', request("GET", page)[1].decode())
        return [page, urllib.parse.urljoin(page, link), urllib.parse.urljoin(page, f"{link}.metadata")]
    artifact = guard.base + artifact_path(ecosystem, name, goods.VERSION)
    return [artifact, f"{guard.url}{name}" if ecosystem == "npm" else f"{artifact.removesuffix('.jar')}.pom"]


def requests(figures, compared):
    """Of one artifact of 100 kB and one of a few hundred bytes, over and over, beside nginx with the same files."""
    with compared.guard("guard-requests") as guard:
        for name, size in ((parts(0)[0], "100 kB"), (whole(0), "1 kB")):
            path = artifact_path(compared.registry.ecosystem, name, goods.VERSION)
            assert request("GET", guard.base + path)[0] == 200, path
            straight = compared.url.rstrip("/") + path.removeprefix(f"/{compared.registry.ecosystem}")
            ours, theirs = wrk(guard.base + path), wrk(straight)
            figures.add(f"artifacts of {size} a second, from the guard's cache", ours, "1/s", least=2000)
            figures.add(f"artifacts of {size} a second, nginx with one process", theirs, "1/s")


def wrk(url):
    said = subprocess.run([*WRK, url], capture_output=True, text=True, check=True).stdout
    assert "Non-2xx" not in said, said
    return float(re.search(r"Requests/sec: *([\d.]+)", said)[1])


def publications(figures, compared):
    """From the file in the registry until the guard gives it out, with a wake-up for each."""
    took = []
    with compared.guard("guard-publications") as guard, compared.watch.awakened() as wake:
        for number in range(PUBLICATIONS):
            name = f"new{number:03}"
            path = artifact_path(compared.registry.ecosystem, name, goods.VERSION)
            started = time.monotonic()
            compared.registry.publish(goods.Release(name, goods.VERSION))
            wake(f"{goods.GROUP.replace('.', '/')}/{name}")
            until(lambda: request("GET", guard.base + path)[0] == 200, f"{name} can be installed")
            took.append(time.monotonic() - started)
    took.sort()
    figures.add(f"publication to installable, median of {PUBLICATIONS}", statistics.median(took), "s")
    figures.add("publication to installable, p95", took[int(len(took) * 0.95) - 1], "s", most=2)


def main(launcher, scratch, folder):
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(143))  # every `with` ends, and so do the programs
    tools, folder, figures, missing = Tools(scratch), pathlib.Path(folder), Figures(), []
    program = shutil.which("nginx") or shutil.which("nginx", path="/usr/sbin")
    if not program:
        print("packages: could not run: nginx (on Debian: install nginx-light)")
        return 77
    with Signing(launcher, folder) as signing:
        for kind, manager in (
            (private_registries.StaticPython, Pip),
            (private_registries.StaticNpm, Npm),
            (private_registries.StaticMaven, Maven),
        ):
            try:
                made = manager(tools)
            except Missing as what:
                missing.append(str(what))
                continue
            with Compared(signing, kind, made, folder / kind.ecosystem, program) as compared:
                installations(figures, compared)
                if manager is Maven:
                    if shutil.which("wrk"):
                        requests(figures, compared)
                    else:
                        missing.append("wrk (on Debian: install wrk)")
                    publications(figures, compared)
    for what in missing:
        print(f"packages: left out: {what}")
    return 1 if not figures.is_met else 77 if missing else 0


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))
