"""What stands between a registry and whoever asks it: nothing, or one of the faults of real networks, for each package."""

import contextlib
import enum
import gzip
import hashlib
import http.client
import http.server
import pathlib
import re
import sys
import threading
import time
import traceback
import typing
import urllib.parse

# What leads to all crates of a registry: it may have a fault as a package may.
CARGO_CONFIG = "config.json"
ARTIFACT = re.compile(r"\.(whl|tgz|jar|gem|crate|zip|tar\.gz)$|/download$")


class Fault(enum.Enum):
    ABSOLUTE = "addresses of files are absolute, and lead to another host"
    REDIRECT = "files are at another host, to which a redirect leads"
    MISSING = "files are answered 404"
    BROKEN = "files are answered 503"
    TRUNCATED = "files end in the middle"
    GZIP = "everything is compressed for those who can read it"


class Asked(typing.NamedTuple):
    host: str
    path: str
    agent: str


class Answer(typing.NamedTuple):
    status: int
    headers: dict
    body: bytes


CONTENT_TYPES = {
    ".html": "text/html; charset=utf-8",
    ".json": "application/json",
    ".xml": "application/xml",
    ".pom": "application/xml",
    "": "text/plain",
}


def listing(folder):
    """As nginx writes it: a link, the time of the last change, the size."""
    lines = []
    for file in sorted(folder.iterdir()):
        name, status = f"{file.name}/" if file.is_dir() else file.name, file.stat()
        changed = time.strftime("%d-%b-%Y %H:%M", time.gmtime(status.st_mtime))
        size = "-" if file.is_dir() else status.st_size
        lines.append(f'<a href="{urllib.parse.quote(name)}">{name}</a> {changed} {size:>20}\n')
    head = '<html>\n<body>\n<h1>Index</h1><hr><pre><a href="../">../</a>\n'
    return f"{head}{''.join(lines)}</pre><hr></body>\n</html>\n".encode()


class Tree:
    """A folder as a static web server shows it. A folder is its `index.html` or `index.json`, or else a list of links."""

    def __init__(self, folder):
        self.folder = pathlib.Path(folder)

    def get(self, path, _headers):
        file = self.folder / urllib.parse.unquote(path.partition("?")[0]).lstrip("/")
        if file.is_dir():
            indices = [file / "index.html", file / "index.json"]
            file = next((index for index in indices if index.is_file()), file)
        if file.is_dir():
            return Answer(200, {"Content-Type": CONTENT_TYPES[".html"]}, listing(file))
        if not file.is_file():
            return Answer(404, {"Content-Type": "text/plain"}, b"not found\n")
        kind = CONTENT_TYPES.get(file.suffix, "application/octet-stream")
        body = file.read_bytes()
        # Bundler takes the tag of a compact index for the MD5 of it, and does without the index if it is not.
        return Answer(200, {"Content-Type": kind, "ETag": f'"{hashlib.md5(body).hexdigest()}"'}, body)


class Program:
    """A registry that is a program of its own, on a port. It sees the host that was asked for."""

    def __init__(self, port):
        self._port = port

    def get(self, path, headers):
        left = ("connection", "range", "accept-encoding")
        asked = {name: value for name, value in headers.items() if name.lower() not in left}
        connection = http.client.HTTPConnection("127.0.0.1", self._port, timeout=60)
        with contextlib.closing(connection):
            connection.request("GET", path, headers={**asked, "Accept-Encoding": "identity"})
            answer = connection.getresponse()
            kept = ("content-type", "etag", "last-modified", "cache-control", "location", "x-devpi-serial")
            headers = {name: value for name, value in answer.getheaders() if name.lower() in kept}
            body = answer.read()
            # verdaccio compresses for everybody.
            is_packed = answer.getheader("Content-Encoding") == "gzip"
            return Answer(answer.status, headers, gzip.decompress(body) if is_packed else body)


class Listener(http.server.ThreadingHTTPServer):
    """On a free port of this machine, in the background. Who asks may leave at any time."""

    daemon_threads = True

    def __init__(self, handler):
        super().__init__(("127.0.0.1", 0), handler)

    def __enter__(self):
        threading.Thread(target=self.serve_forever, daemon=True).start()
        return self

    def __exit__(self, *_):
        self.shutdown()
        self.server_close()

    def handle_error(self, _request, _address):
        if not isinstance(sys.exc_info()[1], ConnectionError):
            traceback.print_exc()


class Asking(http.server.BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    disable_nagle_algorithm = True

    def log_message(self, *_):
        pass


class Upstream:
    """Serves a registry on two hosts, and remembers who asked. `faults` names packages; all others are well."""

    def __init__(self, registry):
        self.registry = registry
        self.faults = {}
        self.asked = []

    def __enter__(self):
        self._stack = contextlib.ExitStack()
        self.port = self._stack.enter_context(self._listening(faulty=True)).server_port
        # Another name, not only another port.
        self.other_url = f"http://localhost:{self._stack.enter_context(self._listening(faulty=False)).server_port}"
        self.url = f"http://127.0.0.1:{self.port}"
        return self

    def __exit__(self, *_):
        self._stack.close()

    def _listening(self, faulty):
        upstream = self

        class Handler(Asking):
            def do_GET(self):
                upstream._answer(self, faulty)

            do_HEAD = do_GET

        return Listener(Handler)

    def was_asked(self, host, name):
        """Whether somebody asked one of the hosts for a package."""
        return any(asked.host == host and name in _plain(asked.path) for asked in list(self.asked))

    def _fault(self, path):
        def concerns(name):
            return re.search(rf"(?<![\w-]){re.escape(name)}(?!\w)", _plain(path))

        return next((fault for name, fault in self.faults.items() if concerns(name)), None)

    def _answer(self, request, faulty):
        host = "origin" if faulty else "other"
        headers = request.headers
        self.asked.append(Asked(host, request.path, headers.get("User-Agent", "")))
        fault = self._fault(request.path) if faulty else None
        is_artifact = ARTIFACT.search(request.path.partition("?")[0]) is not None
        if is_artifact and fault is Fault.REDIRECT:
            return send(request, Answer(302, {"Location": self.other_url + request.path}, b""))
        if is_artifact and fault is Fault.MISSING:
            return send(request, Answer(404, {}, b"not found\n"))
        if is_artifact and fault is Fault.BROKEN:
            return send(request, Answer(503, {}, b"out of order\n"))
        answer = self.registry.get(request.path, headers)
        if is_artifact and fault is Fault.TRUNCATED:
            return send(request, answer, only=len(answer.body) // 2)
        if not is_artifact and fault is Fault.ABSOLUTE:
            answer = self._absolute(request.path, answer)
        if fault is Fault.GZIP and answer.status == 200 and "gzip" in headers.get("Accept-Encoding", ""):
            packed = {**answer.headers, "Content-Encoding": "gzip"}
            return send(request, Answer(200, packed, gzip.compress(answer.body)))
        send(request, ranged(answer, headers))

    def _absolute(self, path, answer):
        """The links of a simple index, the tarballs of a packument and where crates are, with the other host in them."""
        text = answer.body.decode()
        text = re.sub(r'href="([^"]*)"', lambda link: f'href="{self.other_url}{self._path(path, link[1])}"', text)
        for member in ("tarball", "url", "dl"):
            text = re.sub(
                rf'("{member}": ?")([^"]*)"', lambda link: f'{link[1]}{self.other_url}{self._path(path, link[2])}"', text
            )
        headers = {name: value for name, value in answer.headers.items() if name != "ETag"}
        return Answer(answer.status, headers, text.encode())

    def _path(self, path, link):
        joined = urllib.parse.urlsplit(urllib.parse.urljoin(self.url + path, link))
        return joined.path + (f"#{joined.fragment}" if joined.fragment else "")


def _plain(path):
    """Wheels have names with underscores."""
    return urllib.parse.unquote(path).replace("_", "-")


def ranged(answer, headers):
    """As a web server answers a condition, or the question for a part."""
    etag = answer.headers.get("ETag")
    if etag and headers.get("If-None-Match") == etag:
        return Answer(304, {"ETag": etag}, b"")
    part = re.fullmatch(r"bytes=(\d+)-(\d*)", headers.get("Range", ""))
    if not part or answer.status != 200:
        return answer
    size = len(answer.body)
    first, last = int(part[1]), min(int(part[2] or size - 1), size - 1)
    if first >= size:
        return Answer(416, {"Content-Range": f"bytes */{size}"}, b"")
    content_range = {"Content-Range": f"bytes {first}-{last}/{size}"}
    return Answer(206, {**answer.headers, **content_range}, answer.body[first : last + 1])


def send(request, answer, only=None):
    """With `only`, the connection ends after so many bytes."""
    request.send_response(answer.status)
    for name, value in answer.headers.items():
        request.send_header(name, value)
    if answer.status != 304:
        request.send_header("Content-Length", str(len(answer.body)))
    request.end_headers()
    if request.command != "HEAD":
        with contextlib.suppress(ConnectionError):
            request.wfile.write(answer.body[:only])
    if only is not None:
        request.close_connection = True
