"""Where each package manager and registry comes from: the system, or PyPI, npm and Maven Central, once."""

import contextlib
import fcntl
import functools
import json
import os
import pathlib
import shutil
import subprocess
import venv

from managers import MAVEN_PLUGIN

INSTALL_LIMIT = 600
PYTHON = {
    "clients": ("pip==26.3", "uv==0.9.13"),
    "pypiserver": ("pypiserver==2.4.2",),
    "devpi": ("devpi-server==6.20.3",),
}
NODE = {
    "pnpm": {"dependencies": {"pnpm": "10.24.0"}},
    "verdaccio": {"dependencies": {"verdaccio": "6.8.0"}, "overrides": {"node-fetch": "2.7.0"}},
}


class Missing(Exception):
    """Something cannot be had here; the text says what, and what it needs."""


class Tools:
    """Each is looked for, or installed into the scratch folder, when it is first asked for."""

    def __init__(self, scratch):
        self._scratch = pathlib.Path(scratch) / "packages"
        self._scratch.mkdir(parents=True, exist_ok=True)

    @property
    def pip(self):
        return self._python_program("clients", "pip")

    @property
    def uv(self):
        return self._python_program("clients", "uv")

    @property
    def python(self):
        return self._python_program("clients", "python")

    @property
    def pypiserver(self):
        return self._python_program("pypiserver", "pypi-server")

    @property
    def devpi(self):
        return self._python_program("devpi", "devpi-server")

    @property
    def devpi_init(self):
        return self._python_program("devpi", "devpi-init")

    @property
    def npm(self):
        return found("npm", "Node.js 20 or later with npm")

    @property
    def pnpm(self):
        return self._node_program("pnpm")

    @property
    def verdaccio(self):
        return self._node_program("verdaccio")

    @property
    def mvn(self):
        return found("mvn", "Maven 3.8 or later")

    @property
    def gem(self):
        program = found("gem", "Ruby with RubyGems")
        if subprocess.run([program, "generate_index", "--help"], capture_output=True).returncode != 0:
            raise Missing("gem generate_index (needs RubyGems before 3.6, or the gem rubygems-generate_index)")
        return program

    @functools.cached_property
    def bundle(self):
        for name in ("bundle", "bundle3.1", "bundle3.3"):
            if program := shutil.which(name):
                return program
        raise Missing("Bundler (on Debian: install ruby-bundler)")

    @property
    def cargo(self):
        return found("cargo", "Cargo")

    @property
    def rustup_home(self):
        """Rustup's own programs look for the real ones in the home of whoever installed them."""
        home = pathlib.Path(os.environ.get("RUSTUP_HOME", pathlib.Path.home() / ".rustup"))
        return home if home.is_dir() else None

    @property
    def go(self):
        return found("go", "Go 1.21 or later")

    @functools.cached_property
    def maven_repository(self):
        """A local repository with the plugin that copies dependencies, as if it had been built here."""
        place = self._scratch / "maven"
        with self._once(place) as fresh:
            if fresh:
                say("installing Maven's dependency plugin from Maven Central (a minute the first time)")
                project = place / "project"
                project.mkdir()
                (project / "pom.xml").write_text(
                    "<project><modelVersion>4.0.0</modelVersion><groupId>test</groupId><artifactId>test</artifactId>"
                    "<version>1</version><packaging>pom</packaging></project>"
                )
                repository = place / "repository"
                command = [self.mvn, "-B", "-q", "-ntp", f"-Dmaven.repo.local={repository}"]
                install([*command, f"{MAVEN_PLUGIN}:copy-dependencies"], cwd=project)
                # Maven would believe that what came from elsewhere is not in the registry that it is told.
                for file in repository.rglob("_remote.repositories"):
                    file.unlink()
        return place / "repository"

    @functools.cache
    def _python_environment(self, name):
        place = self._scratch / name
        wanted = PYTHON[name]
        with self._once(place, *wanted) as fresh:
            if fresh:
                say(f"installing {' '.join(wanted)} from PyPI (a minute the first time)")
                venv.create(place, with_pip=True)
                command = [place / "bin" / "python", "-m", "pip", "install", "--quiet", "--retries", "1", *wanted]
                install([*command, "--disable-pip-version-check"])
        return place

    def _python_program(self, name, program):
        return self._python_environment(name) / "bin" / program

    @functools.cache
    def _node_program(self, name):
        place = self._scratch / name
        manifest = json.dumps({"name": "tools", "version": "1.0.0", "private": True, **NODE[name]})
        with self._once(place, manifest) as fresh:
            if fresh:
                say(f"installing {name} from npm (a minute the first time)")
                (place / "package.json").write_text(manifest)
                install([self.npm, "install", "--no-audit", "--no-fund", "--loglevel", "error"], cwd=place)
        return place / "node_modules" / ".bin" / name

    @contextlib.contextmanager
    def _once(self, place, *what):
        """True if the folder has to be filled: what was begun and not ended is begun again. Two runs do not fill it at once."""
        note = place / "installed"
        with open(place.with_name(f"{place.name}.lock"), "w", encoding="ascii") as lock:
            fcntl.flock(lock, fcntl.LOCK_EX)
            fresh = not note.is_file() or note.read_text() != " ".join(what)
            if fresh:
                shutil.rmtree(place, ignore_errors=True)
                place.mkdir(parents=True)
            yield fresh
            if fresh:
                note.write_text(" ".join(what))


def found(name, needed):
    if program := shutil.which(name):
        return program
    raise Missing(f"{name} (needs {needed})")


def install(command, cwd=None):
    words = [str(word) for word in command]
    try:
        done = subprocess.run(words, cwd=cwd, capture_output=True, text=True, timeout=INSTALL_LIMIT)
    except subprocess.TimeoutExpired:
        raise Missing(f"{' '.join(words)} (no end after {INSTALL_LIMIT} s)") from None
    if done.returncode != 0:
        raise Missing(f"{' '.join(words)} failed: {(done.stdout + done.stderr).strip()[-600:]}")


def say(what):
    print(f"packages: {what}", flush=True)
