"""What protects a registry: the service, what follows the registry, what stands before it, and the way to the metadata."""

import contextlib
import datetime
import http.client
import json
import os
import pathlib
import subprocess
import urllib.parse

import goods
from forgery import envelope
from holders import KeyPair, Repository
from processes import Running, listening, until
from service import Service, free_ports, request
from upstream import Answer, Asking, Listener, Tree, send
from users import trusted_root

BINS = {"bins": {"expiration": 30, "number_of_delegated_bins": 16}}
WATCH_LIMIT = 300
# The option that tells `watch` and `guard` of a registry, and where `guard` serves it.
FOLLOWED = {"pypi": "--simple", "npm": "--npm", "maven": "--maven", "gems": "--gems", "cargo": "--cargo", "go": "--go"}
SERVED = {"pypi": "/pypi/simple/", "npm": "/npm/", "maven": "/maven/", "gems": "/gems/", "cargo": "/cargo/", "go": "/go/"}


class Signing:
    """The service with one repository in it."""

    def __init__(self, launcher, folder):
        self.launcher = launcher
        self.folder = pathlib.Path(folder)
        self.service = Service(launcher, self.folder / "service")

    def __enter__(self):
        with contextlib.ExitStack() as unless_ready:
            unless_ready.enter_context(self.service)
            self.repository = Repository(self.service)
            holders = [KeyPair("Ada"), KeyPair("Ben")]
            self.repository.bootstrap(holders, holders, BINS)
            self.root = trusted_root(self.service, self.folder)
            unless_ready.pop_all()
        return self

    def __exit__(self, *_):
        self.service.__exit__()

    def timestamp(self):
        status, body = self.service.metadata("timestamp.json")
        assert status == 200, f"timestamp.json: {status}"
        return body

    def renew(self):
        """A timestamp later than one that was forged from the present one."""
        for _ in range(2):
            self.service.do("POST", "metadata/online", {"roles": ["timestamp"]})

    def publications(self):
        """How many there have been: each makes one snapshot."""
        return self.service.signed("timestamp.json")["meta"]["snapshot.json"]["version"]

    def await_tasks(self, answers):
        """Until what the service has taken is published."""
        for answer in answers:
            assert answer.status == 202, f"{answer.status} {answer.body} (expected: 202)"
            self.service.task(json.loads(answer.body)["data"]["task_id"])

    def short_lived(self, seconds):
        """The next timestamp, which expires soon: what somebody serves who holds back all later ones."""
        signed = self.service.signed("timestamp.json")
        end = datetime.datetime.now(datetime.timezone.utc) + datetime.timedelta(seconds=seconds)
        soon = {**signed, "version": signed["version"] + 1, "expires": end.strftime("%Y-%m-%dT%H:%M:%SZ")}
        return envelope(self.repository.online, soon)


class Way:
    """The way to the service. It can be cut, lose the answers to what is posted, and show an older or a forged timestamp."""

    def __init__(self, service):
        self._service = urllib.parse.urlsplit(service.url)
        self.timestamp = None
        self.is_cut = False
        self.is_losing_answers = False
        self.posted = []
        # What the service has answered to that.
        self.taken = []

    def __enter__(self):
        way = self

        class Handler(Asking):
            def do_GET(self):
                way._pass_on(self)

            do_HEAD = do_POST = do_PUT = do_DELETE = do_GET

        self._listener = Listener(Handler).__enter__()
        self.url = f"http://127.0.0.1:{self._listener.server_port}"
        return self

    def __exit__(self, *_):
        self._listener.__exit__()

    def forget(self):
        """What was posted, and what was answered."""
        self.posted.clear()
        self.taken.clear()

    def _pass_on(self, asked):
        body = asked.rfile.read(int(asked.headers.get("Content-Length", 0)))
        if self.is_cut:
            asked.close_connection = True
            return
        if self.timestamp and asked.path.endswith("/metadata/timestamp.json"):
            return send(asked, Answer(200, {"Content-Type": "application/json"}, self.timestamp))
        if asked.command == "POST":
            self.posted.append((asked.path, body))
        answer = self._forward(asked, body)
        if asked.command == "POST":
            self.taken.append(answer)
            if self.is_losing_answers:
                asked.close_connection = True
                return
        send(asked, answer)

    def _forward(self, asked, body):
        connection = http.client.HTTPConnection(self._service.hostname, self._service.port, timeout=60)
        with contextlib.closing(connection):
            headers = {name: value for name, value in asked.headers.items() if name.lower() != "connection"}
            connection.request(asked.command, asked.path, body=body or None, headers=headers)
            answer = connection.getresponse()
            left = ("connection", "transfer-encoding", "content-length", "keep-alive")
            kept = {name: value for name, value in answer.getheaders() if name.lower() not in left}
            return Answer(answer.status, kept, answer.read())


class Watch:
    """`countersign watch` of one registry."""

    def __init__(self, signing, way, ecosystem, url, prefix, folder):
        self._folder = pathlib.Path(folder)
        self._folder.mkdir(parents=True)
        self.lists = self._folder / "state" / "lists"
        token = signing.service.new_token(prefix, f"artifacts:{prefix}/**")
        self._environment = {**os.environ, "COUNTERSIGN_TOKEN": token}
        self._name = prefix
        self._command = [signing.launcher, "watch", FOLLOWED[ecosystem], url, "--prefix", prefix]
        self._command += ["--state", self._folder / "state", "--server", way.url]
        self._ecosystem = ecosystem
        self._projects = []

    def follow(self, names):
        """The index of cargo and module proxies have no list of all: they are named."""
        named = {"cargo": "{}", "go": f"{goods.MODULES}/{{}}"}.get(self._ecosystem)
        if named:
            self._projects = [word for name in names for word in ("--project", named.format(name))]

    def once(self, is_alarmed=False):
        """Until everything that is there has been looked at. Returns what it said. None: whether there is an alarm or not."""
        # Only the bytes tell in a tree of files, and in a module proxy: there is no index that says what they should be.
        again = ["--recheck", "1s"] if is_alarmed else []
        command = [str(word) for word in [*self._command, *self._projects, *again, "--once"]]
        done = subprocess.run(
            command, env=self._environment, stdin=subprocess.DEVNULL, capture_output=True, text=True, timeout=WATCH_LIMIT
        )
        said = done.stdout + done.stderr
        assert is_alarmed in (None, done.returncode != 0), f"watch --once ended with {done.returncode}: {said[-3000:]}"
        return said

    def going_on(self, *more):
        return Running([*self._command, *self._projects, *more], self._folder / "log", environment=self._environment)

    @contextlib.contextmanager
    def awakened(self):
        """Goes on, and looks at once when it is told of a project."""
        [port] = free_ports(1)
        secret = self._folder / "secret"
        secret.write_text("matrix-wakes-watch-up")
        options = ["--listen", f"127.0.0.1:{port}", "--secret-file", secret]
        address = f"http://127.0.0.1:{port}/wake/{self._name}"

        def wake(project):
            status, answer = request("POST", address, {"project": project}, secret.read_text())
            assert status in (200, 202, 204), f"{address}: {status} {answer}"

        with self.going_on(*options):
            until(lambda: listening(port), "watch listens")
            yield wake


class Lists:
    """Serves the signed lists of projects that `watch` has written; an intruder may answer with those of before."""

    def __init__(self, folder):
        self._tree = Tree(folder)
        self.is_rolled_back = False

    def __enter__(self):
        lists = self

        class Handler(Asking):
            def do_GET(self):
                send(self, lists._answer(self.path))

        self._listener = Listener(Handler).__enter__()
        self.url = f"http://127.0.0.1:{self._listener.server_port}/"
        return self

    def __exit__(self, *_):
        self._listener.__exit__()

    def _answer(self, path):
        if self.is_rolled_back:
            file = self._tree.folder / urllib.parse.unquote(path).lstrip("/")
            name = file.name.partition(".")[2]
            before = [other for other in file.parent.glob(f"*.{name}") if other.name != file.name]
            assert len(before) == 1, f"{file}: {before} (expected: one list of before)"
            return Answer(200, {}, before[0].read_bytes())
        return self._tree.get(path, {})


class Guard:
    """`countersign guard` in front of one registry."""

    def __init__(self, signing, way, ecosystem, url, prefix, folder, *more):
        self._folder = pathlib.Path(folder)
        self._folder.mkdir(parents=True)
        [port] = free_ports(1)
        self.base = f"http://127.0.0.1:{port}"
        self.url = self.base + SERVED[ecosystem]
        command = [signing.launcher, "guard", f"--{ecosystem}", url, "--prefix", prefix, "--server", way.url]
        command += ["--root", signing.root, "--port", port, "--cache", self._folder / "cache", "--state", self._folder / "state"]
        command += more
        # Nobody here waits a minute for a withdrawal.
        environment = {**os.environ, "COUNTERSIGN_GUARD_REFRESH": "1s"}
        self._running = Running(command, self._folder / "log", f"{self.base}/health", environment)

    def __enter__(self):
        self._running.__enter__()
        return self

    def __exit__(self, *_):
        self._running.__exit__()

    def restart(self):
        """After `kill -9`."""
        self._running.kill()
        self._running.__enter__()


class SetUp:
    """`countersign guard setup` and `guard check` for one package manager, in the home of a user."""

    def __init__(self, launcher, guard, manager):
        self._launcher, self._guard, self._manager = launcher, guard, manager

    def writes(self, user):
        self._run(user, 0, "setup")

    def is_in_force(self, user):
        self._run(user, 0, "check")

    def is_removed(self, user):
        """Then whoever checks is told that the guard is gone round."""
        self._run(user, 0, "setup", "--remove")
        self._run(user, 5, "check")

    def _run(self, user, expected, word, *more):
        command = [self._launcher, "guard", word, self._manager.name.lower(), "--guard", self._guard.base, *more]
        # Maven, and what is written for it, go by what Java takes for the home.
        java = {"JDK_JAVA_OPTIONS": f"-Duser.home={user.home}"}
        jar = {key: os.environ[key] for key in ("COUNTERSIGN_JAR",) if key in os.environ}
        status, said = user.run([*command, "--program", self._manager.program], {**java, **jar})
        assert status == expected, f"guard {word} {' '.join(more)}: {status} (expected: {expected}); it said:\n{said[-2000:]}"


def artifact_path(ecosystem, name, version):
    """Where the guard serves the first file of a version when the registry is one of ours."""
    bare = name.rpartition("/")[2]
    return {
        "npm": f"/npm/{name}/-/{bare}-{version}.tgz",
        "maven": f"/maven/{goods.GROUP.replace('.', '/')}/{name}/{version}/{name}-{version}.jar",
        "gems": f"/gems/gems/{name}-{version}.gem",
        "go": f"/go/{goods.MODULES}/{name}/@v/v{version}.zip",
    }.get(ecosystem)


def targets(ecosystem, prefix, name, version):
    """The target paths of a version."""
    group = f"{prefix}/{goods.GROUP.replace('.', '/')}/{name}/{version}/{name}-{version}"
    paths = {
        "pypi": [f"{prefix}/{name}/{goods.wheel_file(name, version)}"],
        "npm": [f"{prefix}/{name}/-/{name.rpartition('/')[2]}-{version}.tgz"],
        "maven": [f"{group}.jar", f"{group}.pom"],
        "gems": [f"{prefix}/{name}-{version}.gem"],
        "cargo": [f"{prefix}/{name}/{name}-{version}.crate"],
        "go": [f"{prefix}/{goods.MODULES}/{name}/@v/v{version}.{kind}" for kind in ("zip", "mod")],
    }
    return paths[ecosystem]
