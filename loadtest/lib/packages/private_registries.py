"""Private registries, each with the packages that it is told to publish, and with an intruder who can change what it keeps."""

import base64
import contextlib
import hashlib
import json
import pathlib
import subprocess
import tarfile
import urllib.parse
import urllib.request
import uuid

import goods
from processes import Running
from service import free_ports, request
from upstream import Program, Tree


class Registry:
    def settle(self):
        """What takes a second is done here, once for many changes."""

    def show(self, release):
        """What was hidden is there again."""
        self.publish(release)

    def demand(self, name, another):
        """The intruder's: the index says that the package needs what its files do not say."""
        raise NotImplementedError("its index has nothing to say of that but what is in the files")


class Static(Registry):
    """A folder of files behind any web server. Its index says what is in the files, whenever somebody writes it."""

    name = "static tree"
    # Below the address of the host.
    index_path = "/"

    def __init__(self, folder, _tools):
        self.folder = pathlib.Path(folder)
        self.folder.mkdir(parents=True)
        self._versions = {}
        self._demands = {}

    def __enter__(self):
        self.server = Tree(self.folder)
        return self

    def __exit__(self, *_):
        pass

    def publish(self, release):
        self._write(release)
        self._versions.setdefault(release.name, set()).add(release.version)
        self.reindex(release.name)

    def change(self, release, index):
        """The intruder's: other bytes under the same name, and if wanted an index that agrees with them."""
        self._write(release)
        if index:
            self.reindex(release.name)

    def hide(self, name, version):
        """The intruder's: everything as it once was, before a version."""
        for file in self.files(name, version):
            file.unlink()
        self._versions[name].remove(version)
        self.reindex(name)

    def versions(self, name):
        return sorted(self._versions.get(name, ()))

    def _write(self, release):
        for file, content in zip(self.files(release.name, release.version), self.contents(release), strict=True):
            file.parent.mkdir(parents=True, exist_ok=True)
            file.write_bytes(content)

    def artifact(self, name, version):
        """The first of a version's files."""
        return self.files(name, version)[0]

    def put(self, path, content):
        file = self.folder / path
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_bytes(content if isinstance(content, bytes) else content.encode())


class StaticPython(Static):
    """A simple index as HTML, with the metadata of each wheel beside it (PEP 658)."""

    ecosystem = "pypi"
    index_path = "/simple/"

    def files(self, name, version):
        wheel = self.folder / "files" / goods.wheel_file(name, version)
        return [wheel, wheel.with_name(f"{wheel.name}.metadata")]

    def contents(self, release):
        return [goods.wheel(release), goods.wheel_metadata(release)]

    def reindex(self, name):
        links = []
        for version in self.versions(name):
            file, metadata = self.files(name, version)
            link = f'../../files/{file.name}#sha256={digest(file)}" data-core-metadata="sha256={digest(metadata)}'
            links.append(f'<a href="{link}"{self._demands.get((name, version), "")}>{file.name}</a><br>\n')
        self.put(f"simple/{name}/index.html", page(links))
        self.put("simple/index.html", page(f'<a href="{project}/">{project}</a><br>\n' for project in sorted(self._versions)))

    def demand(self, name, _another):
        """Of the newest version, so that installers take an older one."""
        self._demands[name, self.versions(name)[-1]] = ' data-requires-python="&gt;=99"'
        self.reindex(name)


class StaticNpm(Static):
    ecosystem = "npm"

    def files(self, name, version):
        return [self.folder / name / "-" / f"{name.rpartition('/')[2]}-{version}.tgz"]

    def contents(self, release):
        return [goods.tarball(release)]

    def reindex(self, name):
        versions = {}
        for version in self.versions(name):
            [file] = self.files(name, version)
            dist = {**npm_sums(file.read_bytes()), "tarball": f"{self.url}/{name}/-/{file.name}"}
            versions[version] = {**manifest_in(file), **self._demands.get(name, {}), "dist": dist}
        packument = {"name": name, "dist-tags": {"latest": max(versions)} if versions else {}, "versions": versions}
        self.put(f"{name}/index.json", json.dumps(packument))
        names = {project: {"name": project} for project in self._versions}
        self.put("-/all/index.json", json.dumps({"_updated": 99999, **names}))

    def demand(self, name, another):
        self._demands[name] = {"dependencies": {another: goods.VERSION}}
        self.reindex(name)

    # Told once it is known at which address the tree is served.
    url = ""


class StaticMaven(Static):
    ecosystem = "maven"

    def files(self, name, version):
        place = self.folder / goods.GROUP.replace(".", "/") / name / version
        return [place / f"{name}-{version}.jar", place / f"{name}-{version}.pom"]

    def contents(self, release):
        return [goods.jar(release), goods.pom(release)]

    def reindex(self, name):
        versions = self.versions(name)
        for file in (file for version in versions for file in self.files(name, version)):
            file.with_name(f"{file.name}.sha1").write_text(hashlib.sha1(file.read_bytes()).hexdigest())
        listed = "".join(f"<version>{version}</version>" for version in versions)
        newest = f"<latest>{versions[-1]}</latest><release>{versions[-1]}</release>" if versions else ""
        metadata = f"""<metadata><groupId>{goods.GROUP}</groupId><artifactId>{name}</artifactId>
<versioning>{newest}<versions>{listed}</versions><lastUpdated>20260101000000</lastUpdated></versioning></metadata>
"""
        place = f"{goods.GROUP.replace('.', '/')}/{name}/maven-metadata.xml"
        self.put(place, metadata)
        self.put(f"{place}.sha1", hashlib.sha1(metadata.encode()).hexdigest())


class StaticGems(Static):
    """The compact index, and for older clients what `gem generate_index` makes."""

    ecosystem = "gems"

    def files(self, name, version):
        return [self.folder / "gems" / f"{name}-{version}.gem"]

    def contents(self, release):
        return [goods.gem(release)]

    def reindex(self, name):
        needed = self._demands.get(name, "")
        lines = [f"{version} {needed}|checksum:{digest(self.artifact(name, version))}\n" for version in self.versions(name)]
        self.put(f"info/{name}", "---\n" + "".join(lines))
        listed = []
        for project in sorted(self._versions):
            info = hashlib.md5((self.folder / "info" / project).read_bytes()).hexdigest()
            listed.append(f"{project} {','.join(self.versions(project))} {info}\n")
        self.put("versions", "created_at: 2026-01-01T00:00:00Z\n---\n" + "".join(listed))
        self.put("names", "---\n" + "".join(f"{project}\n" for project in sorted(self._versions)))
        self._stale = True

    def settle(self):
        if self._stale:
            command = ["gem", "generate_index", "--silent", "--directory", self.folder]
            subprocess.run([str(word) for word in command], check=True, capture_output=True)
            self._stale = False

    _stale = False

    def demand(self, name, another):
        self._demands[name] = f"{another}:= {goods.VERSION}"
        self.reindex(name)


class StaticCargo(Static):
    """A sparse index."""

    ecosystem = "cargo"
    index_path = "/index/"

    def files(self, name, version):
        return [self.folder / "crates" / name / version / "download"]

    def contents(self, release):
        return [goods.crate(release)]

    def reindex(self, name):
        lines = []
        for version in self.versions(name):
            needed = self._demands.get(name, [])
            entry = {"name": name, "vers": version, "deps": needed, "cksum": digest(self.artifact(name, version))}
            lines.append(json.dumps({**entry, "features": {}, "yanked": False}) + "\n")
        self.put(f"index/{name[:2]}/{name[2:4]}/{name}", "".join(lines))
        self.put("index/config.json", json.dumps({"dl": f"{self.url}/crates"}))

    def demand(self, name, another):
        about = {"name": another, "req": f"={goods.VERSION}", "kind": "normal", "target": None}
        self._demands[name] = [{**about, "features": [], "optional": False, "default_features": True}]
        self.reindex(name)

    url = ""


class StaticGo(Static):
    """What a module proxy answers, as files."""

    ecosystem = "go"

    def _place(self, name):
        return self.folder / goods.MODULES / name / "@v"

    def files(self, name, version):
        return [self._place(name) / f"v{version}.{kind}" for kind in ("zip", "mod")]

    def contents(self, release):
        return [goods.go_zip(release), goods.go_mod(release)]

    def reindex(self, name):
        for version in self.versions(name):
            info = {"Version": f"v{version}", "Time": "2026-01-01T00:00:00Z"}
            (self._place(name) / f"v{version}.info").write_text(json.dumps(info))
        (self._place(name) / "list").write_text("".join(f"v{version}\n" for version in self.versions(name)))


class Served(Registry):
    """A program of its own, on a free port."""

    def __init__(self, folder, tools):
        self._folder = pathlib.Path(folder)
        self._folder.mkdir(parents=True)
        self._tools = tools

    def __enter__(self):
        [port] = free_ports(1)
        self._url = f"http://127.0.0.1:{port}"
        self._running = Running(self._command(port), self._folder / "log", self._url + self.ready_path)
        self._running.__enter__()
        self.server = Program(port)
        return self

    def __exit__(self, *_):
        self._running.__exit__()


class PypiServer(Served):
    """pypiserver, which serves a folder and computes the index from what is there."""

    name = "pypiserver"
    ecosystem = "pypi"
    index_path = "/simple/"
    ready_path = "/simple/"

    def __init__(self, folder, tools):
        super().__init__(folder, tools)
        self._packages = self._folder / "packages"
        self._packages.mkdir()

    def _command(self, port):
        command = [self._tools.pypiserver, "run", "-p", port, "-i", "127.0.0.1", "-P", ".", "-a", ".", "--disable-fallback"]
        return [*command, self._packages]

    def publish(self, release):
        self.artifact(release.name, release.version).write_bytes(goods.wheel(release))

    def change(self, release, index):
        if not index:
            raise NotImplementedError("its index is computed from its files, and cannot be left as it was")
        self.publish(release)

    def hide(self, name, version):
        self.artifact(name, version).unlink()

    def artifact(self, name, version):
        return self._packages / goods.wheel_file(name, version)


class Devpi(Served):
    """devpi-server with one index that uploads may replace files in."""

    name = "devpi"
    ecosystem = "pypi"
    index_path = "/matrix/dev/+simple/"
    ready_path = "/+api"

    def __init__(self, folder, tools):
        super().__init__(folder, tools)
        self._data = self._folder / "data"

    def _command(self, port):
        server = [self._tools.devpi_init, "--serverdir", self._data, "--no-root-pypi", "--root-passwd", "matrix"]
        subprocess.run([str(word) for word in server], check=True, capture_output=True)
        return [self._tools.devpi, "--serverdir", self._data, "--host", "127.0.0.1", "--port", port]

    def __enter__(self):
        super().__enter__()
        with contextlib.ExitStack() as unless_ready:
            unless_ready.push(self.__exit__)
            login = self._call("POST", "/+login", {"user": "root", "password": "matrix"})
            secret = f"root:{json.loads(login)['result']['password']}"
            self._authorization = base64.b64encode(secret.encode()).decode()
            self._call("PUT", "/matrix", {"password": "matrix"})
            self._call("PUT", "/matrix/dev", {"bases": [], "volatile": True, "acl_upload": ["root"]})
            unless_ready.pop_all()
        return self

    _authorization = ""

    def _call(self, method, path, value=None, body=None, content_type="application/json"):
        data = body if value is None else json.dumps(value).encode()
        headers = {"Content-Type": content_type, "Accept": "application/json"}
        if self._authorization:
            headers["X-Devpi-Auth"] = self._authorization
        asked = urllib.request.Request(self._url + path, data=data, method=method, headers=headers)
        with urllib.request.urlopen(asked, timeout=60) as answer:
            return answer.read()

    def publish(self, release):
        fields = {":action": "file_upload", "name": release.name, "version": release.version, "filetype": "bdist_wheel"}
        fields |= {"pyversion": "py3", "metadata_version": "2.1", "protocol_version": "1"}
        boundary = uuid.uuid4().hex
        parts = b"".join(
            f'--{boundary}\r\nContent-Disposition: form-data; name="{field}"\r\n\r\n{value}\r\n'.encode()
            for field, value in fields.items()
        )
        file = goods.wheel_file(release.name, release.version)
        head = f'--{boundary}\r\nContent-Disposition: form-data; name="content"; filename="{file}"\r\n\r\n'
        body = parts + head.encode() + goods.wheel(release) + f"\r\n--{boundary}--\r\n".encode()
        self._call("POST", "/matrix/dev/", body=body, content_type=f"multipart/form-data; boundary={boundary}")

    def change(self, release, index):
        """In its files, or with the rights of its administrator in everything."""
        if index:
            self.hide(release.name, release.version)
            self.publish(release)
        else:
            self.artifact(release.name, release.version).write_bytes(goods.wheel(release))

    def hide(self, name, version):
        self._call("DELETE", f"/matrix/dev/{name}/{version}?force")

    def artifact(self, name, version):
        return next(self._data.rglob(goods.wheel_file(name, version)))


class Verdaccio(Served):
    """verdaccio with nothing behind it, where everybody may publish; packages have a scope."""

    name = "verdaccio"
    ecosystem = "npm"
    index_path = "/"
    ready_path = "/-/ping"

    def __init__(self, folder, tools):
        super().__init__(folder, tools)
        self._hidden = {}

    def _command(self, port):
        (self._folder / "config.yaml").write_text(
            f"""storage: {self._folder}/storage
auth: {{htpasswd: {{file: {self._folder}/htpasswd}}}}
uplinks: {{}}
packages: {{'@*/*': {{access: $all, publish: $anonymous, unpublish: $anonymous}}, '**': {{access: $all, publish: $anonymous, unpublish: $anonymous}}}}
log: {{type: file, path: {self._folder}/verdaccio.log, level: warn}}
web: {{enable: false}}
max_body_size: 50mb
"""
        )
        return [self._tools.verdaccio, "--config", self._folder / "config.yaml", "--listen", f"127.0.0.1:{port}"]

    def publish(self, release):
        content = goods.tarball(release)
        file = f"{release.name}-{release.version}.tgz"
        dist = {**npm_sums(content), "tarball": f"{self._url}/{release.name}/-/{file}"}
        about = {**goods.manifest(release), "_id": f"{release.name}@{release.version}", "dist": dist}
        data = base64.b64encode(content).decode()
        packument = {
            "_id": release.name,
            "name": release.name,
            "dist-tags": {"latest": release.version},
            "versions": {release.version: about},
            "_attachments": {file: {"content_type": "application/octet-stream", "data": data, "length": len(content)}},
        }
        status, answer = request("PUT", f"{self._url}/{urllib.parse.quote(release.name, safe='@')}", packument)
        assert status in (200, 201), f"verdaccio: {status} {answer}"

    def change(self, release, index):
        content = goods.tarball(release)
        self.artifact(release.name, release.version).write_bytes(content)
        if index:
            sums = npm_sums(content)
            self._edit(release.name, lambda packument: packument["versions"][release.version]["dist"].update(sums))

    def hide(self, name, version):
        def change(packument):
            self._hidden[name, version] = packument["versions"].pop(version)
            packument["dist-tags"]["latest"] = max(packument["versions"])

        self._edit(name, change)

    def show(self, release):
        """It cannot be published again: its file is there."""

        def change(packument):
            packument["versions"][release.version] = self._hidden.pop((release.name, release.version))
            packument["dist-tags"]["latest"] = release.version

        self._edit(release.name, change)

    def demand(self, name, another):
        def change(packument):
            for manifest in packument["versions"].values():
                manifest["dependencies"] = {another: goods.VERSION}

        self._edit(name, change)

    def _edit(self, name, change):
        file = self._folder / "storage" / name / "package.json"
        packument = json.loads(file.read_text())
        change(packument)
        file.write_text(json.dumps(packument))

    def artifact(self, name, version):
        return self._folder / "storage" / name / f"{name.rpartition('/')[2]}-{version}.tgz"


def digest(file):
    return hashlib.sha256(file.read_bytes()).hexdigest()


def manifest_in(tarball):
    with tarfile.open(tarball) as archive:
        return json.load(archive.extractfile("package/package.json"))


def npm_sums(content):
    integrity = f"sha512-{base64.b64encode(hashlib.sha512(content).digest()).decode()}"
    return {"integrity": integrity, "shasum": hashlib.sha1(content).hexdigest()}


def page(links):
    return f"<!DOCTYPE html>\n<html><body>\n{''.join(links)}</body></html>\n"
