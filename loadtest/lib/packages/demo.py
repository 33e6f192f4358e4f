"""Plays docs/protect-a-registry.md: every command in it, in one shell, with free ports in place of those in the text, and
compares what they say with what the page says that they do."""

import contextlib
import hashlib
import json
import os
import pathlib
import re
import shutil
import signal
import subprocess
import sys
import time

import goods
import private_registries
from processes import listening, until
from service import free_ports
from tools import Missing, Tools

PAGE = pathlib.Path(__file__).resolve().parents[3] / "docs" / "protect-a-registry.md"
LIMIT = 300
END = "@@end"
# On the page sums are cut, and times, sizes and ports are those of one run.
VARYING = r"\b[0-9a-f]{12,}…|…|\d[\d:.TZ-]*(?: m?s\b)?"


class Block:
    """The commands of one block of the page, whether the last of them is to be refused, and what the page says that it said."""

    def __init__(self, info, text):
        self.text = text
        self.is_refused = "refused" in info.split()
        self.shown = None

    def was_said(self, said):
        """Whether it said what the page shows: … stands for anything, and so does each number."""
        if self.shown is None:
            return True
        pieces = (re.escape(piece) for piece in re.split(VARYING, _one_line(self.shown)))
        return re.search(".*?".join(pieces), _one_line(said)) is not None


def _one_line(text):
    return " ".join(text.split())


def blocks(page):
    """Headings and blocks of shell commands, in order, each with the block of another kind that follows it."""
    before = None
    for found in re.finditer(r"^#+ ([^\n]*)$|^```([^\n]*)\n(.*?)^```$", page, re.MULTILINE | re.DOTALL):
        if found[2] is not None and not found[2].startswith("sh"):
            before.shown = found[3]
            continue
        if before is not None:
            yield before
        before = None
        if found[1]:
            yield found[1]
        else:
            before = Block(found[2], found[3])
    if before is not None:
        yield before


class Shell:
    """One bash that runs block after block, as somebody who pastes them."""

    def __init__(self, folder, environment):
        self._bash = subprocess.Popen(
            ["bash", "--norc", "--noprofile"],
            cwd=folder,
            env=environment,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            start_new_session=True,
        )

    def run(self, text):
        """Prints what a block says, and returns the status of its last command and that."""
        lines = []
        self._bash.stdin.write(f"{text}\nprintf '{END} %s\\n' $?\n")
        self._bash.stdin.flush()
        for line in self._bash.stdout:
            before, end, status = line.partition(END)
            said = re.sub(r"\x1b\[[\d;]*m", "", before).rstrip()
            if said:
                print(f"  {said}", flush=True)
                lines.append(said)
            if end:
                return int(status), "\n".join(lines)
        raise RuntimeError("the shell has ended")

    def close(self):
        """With all that was left running in the background."""
        with contextlib.suppress(ProcessLookupError):
            os.killpg(self._bash.pid, signal.SIGTERM)
        self._bash.wait()


def play(page, shell, ports):
    """True if every block went as the page says."""
    well, begin = True, time.monotonic()
    for block in blocks(page):
        if isinstance(block, str):
            print(f"\n== {block}\n", flush=True)
            continue
        text = re.sub(r"\b(?:80[89]|900)\d\b", lambda port: str(ports[port[0]]), block.text)
        print(f"$ {text}", end="", flush=True)
        status, said = shell.run(text)
        for command in text.splitlines():
            if command.rstrip().endswith("&"):
                for port in (port for port in ports.values() if re.search(rf"\b{port}\b", command)):
                    until(lambda port=port: listening(port), f"port {port} answers", 120)
        if (status != 0) != block.is_refused:
            well = False
            print(f"DEMO: FAILED: ended with {status} (expected: {'a refusal' if block.is_refused else '0'})", flush=True)
        if not block.was_said(said):
            well = False
            print(f"DEMO: FAILED: the page says:\n{block.shown}", flush=True)
    print(f"\nDEMO: all of it in {time.monotonic() - begin:.0f} s", flush=True)
    return well


def stock(kind, folder, tools):
    """Leaves a folder of a registry with one package in it, as the registry keeps it."""
    with kind(folder, tools) as made:
        made.publish(goods.Release("acme", "1.0.0"))


def intruder(folder, storage):
    """What the intruder has ready: the same names with other content, and what indexes must say then."""
    release = goods.Release("acme", "1.0.0", goods.EVIL)
    folder.mkdir()
    (folder / goods.wheel_file("acme", "1.0.0")).write_bytes(goods.wheel(release))
    (folder / "acme-1.0.0.jar").write_bytes(goods.jar(release))
    (folder / "acme-1.0.0.jar.sha1").write_text(hashlib.sha1(goods.jar(release)).hexdigest())
    (folder / "acme-1.0.0.tgz").write_bytes(goods.tarball(release))
    packument = json.loads((storage / "acme" / "package.json").read_text())
    packument["versions"]["1.0.0"]["dist"].update(private_registries.npm_sums(goods.tarball(release)))
    (folder / "package.json").write_text(json.dumps(packument))


def main(launcher, scratch, folder):
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(143))  # every `with` ends, and so do the programs
    tools, folder = Tools(scratch), pathlib.Path(folder)
    try:
        kinds = (private_registries.PypiServer, private_registries.Verdaccio, private_registries.StaticMaven)
        programs = [tools.pip, tools.npm, tools.mvn, tools.pypiserver, tools.verdaccio, tools.maven_repository]
    except Missing as what:
        print(f"packages: could not run: {what}")
        return 77
    ports = dict(zip(("8080", "8081", "8090", "9001", "9002", "9003"), free_ports(6), strict=True))
    with contextlib.ExitStack() as stack:
        for kind in kinds:
            stock(kind, folder / kind.ecosystem, tools)
        intruder(folder / "intruder", folder / "npm" / "storage")
        shutil.copytree(programs[-1], folder / "home" / ".m2" / "repository")
        own = [pathlib.Path(launcher).parent, *(pathlib.Path(program).parent for program in programs[:-1])]
        path = ":".join([*(str(folder) for folder in own), os.environ["PATH"]])
        kept = {key: os.environ[key] for key in ("LANG", "LC_ALL", "TMPDIR", "JAVA_HOME", "COUNTERSIGN_JAR") if key in os.environ}
        home = {"HOME": str(folder / "home"), "MAVEN_OPTS": f"-Duser.home={folder / 'home'} -Dstyle.color=never"}
        shell = Shell(folder, {**kept, **home, "PATH": path, "PIP_DISABLE_PIP_VERSION_CHECK": "1"})
        stack.callback(shell.close)
        return 0 if play(PAGE.read_text(), shell, ports) else 1


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))
