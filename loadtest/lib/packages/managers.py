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
    """What came of it: the word of the package that is there now, None if there is none, and what the program said."""

    word: str | None
    said: str


class User:
    """Somebody with a home, in which caches stay from one installation to the next."""

    def __init__(self, manager, home):
        self.manager = manager
        self.home = pathlib.Path(home)
        self.home.mkdir(parents=True, exist_ok=True)
        self._project = self.home / "project"

    def install(self, url, name, version=None, fresh=True):
        """Without a version, the newest. With `fresh`, nothing of what was installed before is left but the caches."""
        if fresh:
            shutil.rmtree(self._project, ignore_errors=True)
        self._project.mkdir(exist_ok=True)
        home = {"HOME": str(self.home), "CI": "1", "NO_COLOR": "1"}
        passed = {key: os.environ[key] for key in PASSED_ON if key in os.environ}
        command, environment, place = self.manager.prepare(self.home, self._project, url, name, version)
        done = subprocess.run(
            [str(word) for word in command],
            cwd=self._project,
            env={**passed, **home, **{key: str(value) for key, value in environment.items()}},
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            timeout=LIMIT,
        )
        said = done.stdout.decode(errors="replace")
        word = goods.word_in(place) if place.exists() else None
        if done.returncode != 0:
            # A program that complains has not installed, whatever it left in its caches.
            return Installed(None, said)
        return Installed(word, said or "(nothing)")


class Pip:
    name = "pip"
    ecosystem = "pypi"

    def __init__(self, tools):
        self._program = tools.pip

    def prepare(self, home, project, url, name, version):
        wanted = f"{name}=={version}" if version else name
        place = project / "site"
        command = [self._program, "install", "--target", place, "--index-url", url, "--retries", "0"]
        command += ["--disable-pip-version-check", "--progress-bar", "off", "--no-input", wanted]
        return command, {"PIP_CACHE_DIR": home / "cache", "PIP_CONFIG_FILE": os.devnull}, place


class Uv:
    name = "uv"
    ecosystem = "pypi"

    def __init__(self, tools):
        self._program, self._python = tools.uv, tools.python

    def prepare(self, home, project, url, name, version):
        wanted = f"{name}=={version}" if version else name
        place = project / "site"
        command = [self._program, "pip", "install", "--python", self._python, "--target", place]
        command += ["--index-url", url, "--no-config", wanted]
        return command, {"UV_CACHE_DIR": home / "cache", "UV_HTTP_RETRIES": "0"}, place


class Npm:
    name = "npm"
    ecosystem = "npm"

    def __init__(self, tools):
        self._program = tools.npm

    def prepare(self, home, project, url, name, version):
        (project / "package.json").write_text('{"name": "project", "version": "1.0.0", "private": true}')
        wanted = f"{name}@{version}" if version else name
        command = [self._program, "install", "--registry", url, "--cache", home / "cache", "--fetch-retries", "0"]
        command += ["--no-audit", "--no-fund", "--no-update-notifier", "--ignore-scripts", "--loglevel", "http", wanted]
        return command, {"npm_config_userconfig": home / ".npmrc"}, project / "node_modules"


class Pnpm:
    name = "pnpm"
    ecosystem = "npm"

    def __init__(self, tools):
        self._program = tools.pnpm

    def prepare(self, home, project, url, name, version):
        (project / "package.json").write_text('{"name": "project", "version": "1.0.0", "private": true}')
        (project / ".npmrc").write_text(f"registry={url}\nfetch-retries=0\nupdate-notifier=false\nminimum-release-age=0\n")
        wanted = f"{name}@{version}" if version else name
        command = [self._program, "add", "--store-dir", home / "store", "--ignore-scripts", wanted]
        return command, {"XDG_CACHE_HOME": home / "cache", "XDG_STATE_HOME": home / "state"}, project / "node_modules"


class Maven:
    """Its plugins come from a local repository that was filled before; what is installed comes from the registry."""

    name = "Maven"
    ecosystem = "maven"

    def __init__(self, tools):
        self._program, self._template = tools.mvn, tools.maven_repository

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
        command = [self._program, "-B", "-ntp", "-s", project / "settings.xml", f"-Dmaven.repo.local={local}"]
        command += [f"{MAVEN_PLUGIN}:copy-dependencies", f"-DoutputDirectory={place}"]
        return command, {"MAVEN_OPTS": f"-Duser.home={home} -XX:TieredStopAtLevel=1"}, place


MAVEN_PLUGIN = "org.apache.maven.plugins:maven-dependency-plugin:3.8.1"


class Gem:
    name = "gem"
    ecosystem = "gems"

    def __init__(self, tools):
        self._program = tools.gem

    def prepare(self, home, project, url, name, version):
        place = project / "gems"
        command = [self._program, "install", name, "--clear-sources", "--source", url, "--install-dir", place]
        command += ["--no-document", *(["--version", version] if version else [])]
        return command, {"GEM_SPEC_CACHE": home / "specs"}, place


class Bundler:
    name = "Bundler"
    ecosystem = "gems"

    def __init__(self, tools):
        self._program = tools.bundle

    def prepare(self, home, project, url, name, version):
        wanted = f"gem '{name}'" + (f", '{version}'" if version else "")
        (project / "Gemfile").write_text(f"source '{url}'\n{wanted}\n")
        place = project / "bundle"
        environment = {"BUNDLE_PATH": place, "BUNDLE_USER_HOME": home / "bundle", "BUNDLE_RETRY": "0", "BUNDLE_JOBS": "1"}
        return [self._program, "install"], environment, place


class Cargo:
    name = "cargo"
    ecosystem = "cargo"

    def __init__(self, tools):
        self._program, self._rustup = tools.cargo, tools.rustup_home

    def prepare(self, home, project, url, name, version):
        wanted = f"={version}" if version else "1"
        (project / "src").mkdir(exist_ok=True)
        (project / "src" / "lib.rs").write_text("")
        (project / "Cargo.toml").write_text(
            f'[package]\nname = "project"\nversion = "1.0.0"\nedition = "2021"\n'
            f'[dependencies]\n{name} = {{ version = "{wanted}", registry = "private" }}\n'
        )
        (project / ".cargo").mkdir(exist_ok=True)
        (project / ".cargo" / "config.toml").write_text(
            f'[registries.private]\nindex = "sparse+{url}"\n[net]\nretry = 0\n'
        )
        environment = {"CARGO_HOME": home / "cargo", "CARGO_TERM_COLOR": "never"}
        if self._rustup:
            environment["RUSTUP_HOME"] = self._rustup
        # It unpacks here what is to be built.
        return [self._program, "vendor", project / "vendor"], environment, project / "vendor"


class Go:
    name = "go"
    ecosystem = "go"

    def __init__(self, tools):
        self._program = tools.go

    def prepare(self, home, project, url, name, version):
        module = f"{goods.MODULES}/{name}"
        (project / "go.mod").write_text("module matrix.test/project\n\ngo 1.21\n")
        (project / "project.go").write_text(f'package project\n\nimport _ "{module}"\n')
        environment = {"GOPROXY": url.rstrip("/"), "GONOSUMDB": "*", "GOSUMDB": "off", "GOTOOLCHAIN": "local"}
        environment |= {"GOFLAGS": "-modcacherw", "GOPATH": home / "go", "GOCACHE": home / "go-cache", "GOENV": "off"}
        wanted = f"{module}@{'v' + version if version else 'latest'}"
        return [self._program, "get", wanted], environment, home / "go" / "pkg" / "mod" / goods.MODULES


MANAGERS = {manager.name.lower(): manager for manager in (Pip, Uv, Npm, Pnpm, Maven, Gem, Bundler, Cargo, Go)}


def reason(said):
    """The part of an output that says why, for people to read."""
    lines = [line.strip() for line in said.splitlines() if re.search(r"403|countersign|orbidden|refus", line)]
    return lines[0] if lines else (said.strip().splitlines() or [""])[-1]
