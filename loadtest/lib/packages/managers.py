"""Package managers, each with a home of its own, that are told one address and install one package from it."""

import os
import pathlib
import re
import shutil
import subprocess
import typing

import goods

LIMIT = 240
# Nothing of whoever runs this: no configuration, no cache, no other registry.
PASSED_ON = ("PATH", "LANG", "LC_ALL", "TMPDIR", "JAVA_HOME", "SSL_CERT_FILE")


class Installed(typing.NamedTuple):
    """What came of it: the word of the package that is there now, None if there is none, what the program said, and what is there."""

    word: str | None
    said: str
    names: frozenset


class User:
    """Somebody with a home, in which caches stay from one installation to the next."""

    def __init__(self, manager, home):
        self.manager = manager
        self.home = pathlib.Path(home)
        self.home.mkdir(parents=True, exist_ok=True)
        self._project = self.home / "project"

    def install(self, url, name, version=None):
        """
        Without a version, the newest; without an address, from where the home is configured to. Nothing of what was installed
        before is left but the caches.
        """
        shutil.rmtree(self._project, ignore_errors=True)
        self._project.mkdir()
        command, environment, place = self.manager.prepare(self.home, self._project, url, name, version)
        status, said = self.run(command, environment)
        # A program that complains has not installed, whatever it left in its caches.
        if status != 0 or not place.exists():
            return Installed(None, said or "(nothing)", frozenset())
        return Installed(goods.word_in(place), said or "(nothing)", frozenset(file.name for file in place.rglob("*")))

    def run(self, command, environment):
        """A program in the home of this user, beside the environment of the package manager; its status, and what it said."""
        self._project.mkdir(exist_ok=True)
        home = {"HOME": self.home, "CI": "1", "NO_COLOR": "1", **self.manager.environment(self.home), **environment}
        passed = {key: os.environ[key] for key in PASSED_ON if key in os.environ}
        done = subprocess.run(
            [str(word) for word in command],
            cwd=self._project,
            env={**passed, **{key: str(value) for key, value in home.items()}},
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            timeout=LIMIT,
        )
        return done.returncode, done.stdout.decode(errors="replace")


class Pip:
    name = "pip"
    ecosystem = "pypi"

    def __init__(self, tools):
        self.program = tools.pip

    def environment(self, home):
        return {"PIP_CACHE_DIR": home / "cache"}

    def prepare(self, home, project, url, name, version):
        wanted = f"{name}=={version}" if version else name
        place = project / "site"
        command = [self.program, "install", "--target", place, "--retries", "0"]
        command += ["--disable-pip-version-check", "--progress-bar", "off", "--no-input", wanted]
        if not url:
            return command, {}, place
        return [*command, "--index-url", url], {"PIP_CONFIG_FILE": os.devnull}, place


class Uv:
    name = "uv"
    ecosystem = "pypi"

    def __init__(self, tools):
        self.program, self._python = tools.uv, tools.python

    def environment(self, home):
        return {"UV_CACHE_DIR": home / "cache", "UV_HTTP_RETRIES": "0"}

    def prepare(self, home, project, url, name, version):
        wanted = f"{name}=={version}" if version else name
        place = project / "site"
        command = [self.program, "pip", "install", "--python", self._python, "--target", place, wanted]
        return command + (["--index-url", url, "--no-config"] if url else []), {}, place


class Npm:
    name = "npm"
    ecosystem = "npm"

    def __init__(self, tools):
        self.program = tools.npm

    def environment(self, home):
        return {"npm_config_userconfig": home / ".npmrc"}

    def prepare(self, home, project, url, name, version):
        (project / "package.json").write_text('{"name": "project", "version": "1.0.0", "private": true}')
        wanted = f"{name}@{version}" if version else name
        command = [self.program, "install", "--cache", home / "cache", "--fetch-retries", "0", "--no-audit", "--no-fund"]
        command += ["--no-update-notifier", "--ignore-scripts", "--loglevel", "http", wanted]
        return command + (["--registry", url] if url else []), {}, project / "node_modules"


class Pnpm:
    name = "pnpm"
    ecosystem = "npm"

    def __init__(self, tools):
        self.program = tools.pnpm

    def environment(self, home):
        return {"XDG_CACHE_HOME": home / "cache", "XDG_STATE_HOME": home / "state"}

    def prepare(self, home, project, url, name, version):
        (project / "package.json").write_text('{"name": "project", "version": "1.0.0", "private": true}')
        registry = f"registry={url}\n" if url else ""
        (project / ".npmrc").write_text(f"{registry}fetch-retries=0\nupdate-notifier=false\nminimum-release-age=0\n")
        wanted = f"{name}@{version}" if version else name
        return [self.program, "add", "--store-dir", home / "store", "--ignore-scripts", wanted], {}, project / "node_modules"


class Maven:
    """Its plugins come from a local repository that was filled before; what is installed comes from the registry."""

    name = "Maven"
    ecosystem = "maven"

    def __init__(self, tools):
        self.program, self._template = tools.mvn, tools.maven_repository

    def environment(self, home):
        return {"MAVEN_OPTS": f"-Duser.home={home} -XX:TieredStopAtLevel=1"}

    def prepare(self, home, project, url, name, version):
        local = home / "repository"
        if not local.exists():
            subprocess.run(["cp", "-rl", self._template, local], check=True)
        (project / "settings.xml").write_text(
            f"<settings><mirrors><mirror><id>registry</id><mirrorOf>*</mirrorOf><url>{url}</url></mirror></mirrors></settings>"
        )
        (project / "pom.xml").write_text(
            f"""<project>
  <modelVersion>4.0.0</modelVersion>
  <groupId>test.project</groupId><artifactId>project</artifactId><version>1</version><packaging>pom</packaging>
  <dependencies><dependency>
    <groupId>{goods.GROUP}</groupId><artifactId>{name}</artifactId><version>{version or '[1.0.0,)'}</version>
  </dependency></dependencies>
</project>
"""
        )
        place = project / "installed"
        command = [self.program, "-B", "-ntp", *(["-s", project / "settings.xml"] if url else []), f"-Dmaven.repo.local={local}"]
        return [*command, f"{MAVEN_PLUGIN}:copy-dependencies", f"-DoutputDirectory={place}"], {}, place


MAVEN_PLUGIN = "org.apache.maven.plugins:maven-dependency-plugin:3.8.1"


class Gem:
    name = "gem"
    ecosystem = "gems"

    def __init__(self, tools):
        self.program = tools.gem

    def environment(self, home):
        return {"GEM_SPEC_CACHE": home / "specs"}

    def prepare(self, home, project, url, name, version):
        place = project / "gems"
        command = [self.program, "install", name, "--install-dir", place, "--no-document"]
        command += [*(["--version", version] if version else []), *(["--clear-sources", "--source", url] if url else [])]
        return command, {}, place


class Bundler:
    name = "Bundler"
    ecosystem = "gems"

    def __init__(self, tools):
        self.program = tools.bundle

    def environment(self, home):
        return {"BUNDLE_USER_HOME": home / "bundle", "BUNDLE_RETRY": "0", "BUNDLE_JOBS": "1"}

    def prepare(self, home, project, url, name, version):
        wanted = f"gem '{name}'" + (f", '{version}'" if version else "")
        (project / "Gemfile").write_text(f"source '{url or 'https://gems.example/'}'\n{wanted}\n")
        place = project / "bundle"
        return [self.program, "install"], {"BUNDLE_PATH": place}, place


class Cargo:
    name = "cargo"
    ecosystem = "cargo"

    def __init__(self, tools):
        self.program, self._rustup = tools.cargo, tools.rustup_home

    def environment(self, home):
        rustup = {"RUSTUP_HOME": self._rustup} if self._rustup else {}
        return {"CARGO_HOME": home / "cargo", "CARGO_TERM_COLOR": "never", "CARGO_NET_RETRY": "0", **rustup}

    def prepare(self, home, project, url, name, version):
        wanted = f"={version}" if version else "1"
        (project / "src").mkdir(exist_ok=True)
        (project / "src" / "lib.rs").write_text("")
        registry = ', registry = "private"' if url else ""
        (project / "Cargo.toml").write_text(
            f'[package]\nname = "project"\nversion = "1.0.0"\nedition = "2021"\n'
            f'[dependencies]\n{name} = {{ version = "{wanted}"{registry} }}\n'
        )
        private = {"CARGO_REGISTRIES_PRIVATE_INDEX": f"sparse+{url}"} if url else {}
        # It unpacks here what is to be built.
        command = [self.program, "vendor", *([] if url else ["--respect-source-config"]), project / "vendor"]
        return command, private, project / "vendor"


class Go:
    name = "go"
    ecosystem = "go"

    def __init__(self, tools):
        self.program = tools.go

    def environment(self, home):
        own = {"GOPATH": home / "go", "GOCACHE": home / "go-cache", "GOFLAGS": "-modcacherw"}
        return {**own, "GOTOOLCHAIN": "local", "GONOSUMDB": "*", "GOSUMDB": "off"}

    def prepare(self, home, project, url, name, version):
        module = f"{goods.MODULES}/{name}"
        (project / "go.mod").write_text("module matrix.test/project\n\ngo 1.21\n")
        (project / "project.go").write_text(f'package project\n\nimport _ "{module}"\n')
        wanted = f"{module}@{'v' + version if version else 'latest'}"
        environment = {"GOPROXY": url.rstrip("/"), "GOENV": "off"} if url else {}
        return [self.program, "get", wanted], environment, home / "go" / "pkg" / "mod" / goods.MODULES


MANAGERS = {manager.name.lower(): manager for manager in (Pip, Uv, Npm, Pnpm, Maven, Gem, Bundler, Cargo, Go)}


def reason(said):
    """The part of an output that says why, for people to read."""
    lines = [line.strip() for line in said.splitlines() if re.search(r"403|countersign|orbidden|refus", line)]
    return lines[0] if lines else (said.strip().splitlines() or [""])[-1]
