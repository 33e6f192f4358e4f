"""Packages of each ecosystem, made of nothing but a word: "good", or what an intruder puts in its place."""

import gzip
import hashlib
import io
import json
import pathlib
import tarfile
import typing
import zipfile

GOOD, EVIL = "good", "evil"
VERSION, NEWER = "1.0.0", "1.1.0"
WORD_FILE = "word.txt"
GROUP = "test.matrix"
MODULES = "matrix.test"


class Release(typing.NamedTuple):
    """One version of a package, with as many bytes beside the word as wanted, and what has to be installed with it."""

    name: str
    version: str
    word: str = GOOD
    more: bytes = b""
    needs: tuple = ()

    def files(self, folder=""):
        return {f"{folder}{WORD_FILE}": self.word.encode(), **({f"{folder}more.bin": self.more} if self.more else {})}


def packed_zip(files):
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        for path, content in files.items():
            archive.writestr(zipfile.ZipInfo(path), content)
    return out.getvalue()


def packed_tar(files, mode="w:gz"):
    """The same bytes each time, with no time in them."""
    out = io.BytesIO()
    if mode == "w:gz":
        return gzip.compress(packed_tar(files, "w"), mtime=0)
    with tarfile.open(fileobj=out, mode=mode, format=tarfile.USTAR_FORMAT) as archive:
        for path, content in files.items():
            entry = tarfile.TarInfo(path)
            entry.size, entry.mode = len(content), 0o644
            archive.addfile(entry, io.BytesIO(content))
    return out.getvalue()


def module_name(name):
    """As an import and a wheel's file name have it."""
    return name.replace("-", "_")


def wheel_file(name, version):
    return f"{module_name(name)}-{version}-py3-none-any.whl"


def wheel_metadata(release):
    needed = "".join(f"Requires-Dist: {name}\n" for name in release.needs)
    return f"Metadata-Version: 2.1\nName: {release.name}\nVersion: {release.version}\n{needed}".encode()


def wheel(release):
    module = module_name(release.name)
    info = f"{module}-{release.version}.dist-info"
    files = {
        f"{module}/__init__.py": f'WORD = "{release.word}"\n'.encode(),
        **release.files(f"{module}/"),
        f"{info}/METADATA": wheel_metadata(release),
        f"{info}/WHEEL": b"Wheel-Version: 1.0\nGenerator: matrix\nRoot-Is-Purelib: true\nTag: py3-none-any\n",
    }
    files[f"{info}/RECORD"] = "".join(f"{path},,\n" for path in [*files, f"{info}/RECORD"]).encode()
    return packed_zip(files)


def manifest(release):
    """npm's package.json."""
    about = {"name": release.name, "version": release.version, "main": "index.js"}
    return {**about, "dependencies": {name: release.version for name in release.needs}}


def tarball(release):
    index = f'module.exports = "{release.word}";\n'.encode()
    files = {"package/package.json": json.dumps(manifest(release)).encode(), "package/index.js": index}
    return packed_tar({**files, **release.files("package/")})


def dependency(name, version):
    return f"<dependency><groupId>{GROUP}</groupId><artifactId>{name}</artifactId><version>{version}</version></dependency>"


def pom(release):
    needed = "".join(dependency(name, release.version) for name in release.needs)
    return f"""<project xmlns="http://maven.apache.org/POM/4.0.0">
  <modelVersion>4.0.0</modelVersion>
  <groupId>{GROUP}</groupId>
  <artifactId>{release.name}</artifactId>
  <version>{release.version}</version>
  <dependencies>{needed}</dependencies>
</project>
""".encode()


def jar(release):
    # With its name: two packages with the same bytes would be one file in the guard's cache.
    about = f"Manifest-Version: 1.0\nImplementation-Title: {release.name} {release.version}\n"
    return packed_zip({"META-INF/MANIFEST.MF": about.encode(), **release.files()})


def gem(release):
    any_version = """!ruby/object:Gem::Requirement
  requirements:
  - - ">="
    - !ruby/object:Gem::Version
      version: '0'"""
    specification = f"""--- !ruby/object:Gem::Specification
name: {release.name}
version: !ruby/object:Gem::Version
  version: {release.version}
platform: ruby
authors:
- Matrix
date: 2026-01-01 00:00:00.000000000 Z
dependencies: []
files:
- {WORD_FILE}
licenses: []
metadata: {{}}
require_paths:
- lib
required_ruby_version: {any_version}
required_rubygems_version: {any_version}
specification_version: 4
summary: nothing but a word
"""
    parts = {"metadata.gz": gzip.compress(specification.encode(), mtime=0), "data.tar.gz": packed_tar(release.files())}
    sums = "".join(f"  {part}: {hashlib.sha256(content).hexdigest()}\n" for part, content in parts.items())
    parts["checksums.yaml.gz"] = gzip.compress(f"---\nSHA256:\n{sums}".encode(), mtime=0)
    return packed_tar(parts, "w")


def crate(release):
    top = f"{release.name}-{release.version}/"
    about = f'[package]\nname = "{release.name}"\nversion = "{release.version}"\nedition = "2021"\n'
    files = {f"{top}Cargo.toml": about.encode(), f"{top}src/lib.rs": f'pub const WORD: &str = "{release.word}";\n'.encode()}
    return packed_tar({**files, **release.files(top)})


def go_mod(release):
    return f"module {MODULES}/{release.name}\n\ngo 1.21\n".encode()


def go_zip(release):
    top = f"{MODULES}/{release.name}@v{release.version}/"
    source = f'package demo\n\nconst Word = "{release.word}"\n'.encode()
    return packed_zip({f"{top}go.mod": go_mod(release), f"{top}demo.go": source, **release.files(top)})


def word_in(folder):
    """What was installed below a folder, also inside its jars; None if nothing was."""
    for file in sorted(pathlib.Path(folder).rglob("*")):
        if file.name == WORD_FILE and file.is_file():
            return file.read_text()
        if file.suffix == ".jar":
            with zipfile.ZipFile(file) as archive:
                return archive.read(WORD_FILE).decode()
    return None
