"""One online key after the other, in every kind of place, while TUF clients follow."""

import contextlib
import json
import os
import pathlib
import shutil
import subprocess
import sys

from holders import KeyPair, Repository
from key_places import Azure, Gate, Google, Ministack, Vault, serving, tls
from processes import COMMAND_LIMIT, until
from service import Service, request, serving_files
from steps import Steps
from users import Group, trusted_root

MODULES = ("/usr/lib/softhsm/libsofthsm2.so", "/usr/lib64/softhsm/libsofthsm2.so", "/usr/lib64/pkcs11/libsofthsm2.so")
DENIED = {
    "aws": (400, {"__type": "AccessDeniedException", "message": "not authorized to perform: kms:Sign"}),
    "google": (403, {"error": {"code": 403, "status": "PERMISSION_DENIED", "message": "cloudkms.cryptoKeyVersions.useToSign"}}),
    "azure": (403, {"error": {"code": "Forbidden", "message": "does not have keys sign permission"}}),
}
THROTTLED = {
    "aws": (400, {"__type": "ThrottlingException", "message": "You have exceeded the rate"}),
    "google": (429, {"error": {"code": 429, "status": "RESOURCE_EXHAUSTED", "message": "Quota exceeded"}}),
    "azure": (429, {"error": {"code": "Throttled", "message": "Too many requests"}}, [("Retry-After", "1")]),
}

# What the service says of a refusal is what the place said.
WORDS = {
    "aws": ("not authorized", "ThrottlingException"),
    "google": ("PERMISSION_DENIED", "RESOURCE_EXHAUSTED"),
    "azure": ("Forbidden", "Too many requests"),
}
TROUBLED = ("vault ed25519", "aws p256", "google p256", "azure p256")


class Kept:
    """An online key that a service or a token keeps, by what `key import-from` says of it."""

    def __init__(self, launcher, uri, environment, name):
        command = [launcher, "key", "import-from", name, "--output", "json"]
        settings = {**os.environ, **environment}
        done = subprocess.run(command, env=settings, capture_output=True, text=True, timeout=COMMAND_LIMIT)
        assert done.returncode == 0, done.stderr
        told = json.loads(done.stdout)
        assert told["uri"] == uri, told
        self.name, self.uri, self.id = uri.split(":")[0], uri, told["keyid"]
        self.key = {"keytype": told["keytype"], "scheme": told["scheme"], "keyval": {"public": told["public"]}}


class Places:
    """All places, each behind its gate where it is reached over HTTP; and how the service and the command line reach them."""

    def __init__(self, launcher, services, folder):
        self.launcher, self.services, self.folder = launcher, services, folder
        self.environment, self.keys, self.gates = {}, {}, {}
        self.stack = contextlib.ExitStack()

    def __enter__(self):
        with contextlib.ExitStack() as unless_open:
            unless_open.callback(self.stack.close)
            self._open()
            unless_open.pop_all()
        return self

    def _open(self):
        self.vault = Vault(self.services, self.folder)
        self.aws = Ministack(self.services, self.folder)
        for program in (self.vault.program, self.aws.program):
            self.stack.enter_context(program)
        token = self.folder / "vault.token"
        token.write_text(self.vault.prepare())
        self.google, self.azure = Google(), Azure()
        google = self.stack.enter_context(serving(self.google.handler()))
        azure = self.stack.enter_context(serving(self.azure.handler()))
        self.google_url = f"http://127.0.0.1:{google}"
        secure = self.stack.enter_context(serving(self.azure.handler(), tls(self.folder)))
        self.azure_key = f"https://127.0.0.1:{secure}{Azure.PATH}"
        ports = {"vault": self.vault.port, "aws": self.aws.port, "google": google, "azure": azure}
        urls = {name: self._gate(name, port) for name, port in ports.items()}
        pod = self.folder / "pod.token"
        pod.write_text("of the pod\n")
        self.environment = {
            "COUNTERSIGN_KEYS_VAULT_ADDRESS": urls["vault"],
            "COUNTERSIGN_KEYS_VAULT_TOKEN_FILE": str(token),
            "COUNTERSIGN_KEYS_AWS_ENDPOINT": urls["aws"],
            "COUNTERSIGN_KEYS_AWS_REGION": "eu-north-1",
            "COUNTERSIGN_KEYS_GOOGLE_ENDPOINT": urls["google"],
            "COUNTERSIGN_KEYS_AZURE_ENDPOINT": urls["azure"],
            "AWS_ACCESS_KEY_ID": "AKIDTEST",
            "AWS_SECRET_ACCESS_KEY": "secret",
            "GCE_METADATA_HOST": f"127.0.0.1:{google}",
            "AZURE_FEDERATED_TOKEN_FILE": str(pod),
            "AZURE_CLIENT_ID": "client",
            "AZURE_TENANT_ID": "tenant",
            "AZURE_AUTHORITY_HOST": f"http://127.0.0.1:{azure}/",
        }
        self._keys(urls)

    def _gate(self, name, port):
        self.gates[name] = Gate(port, DENIED.get(name), THROTTLED.get(name))
        return f"http://127.0.0.1:{self.stack.enter_context(serving(self.gates[name].handler()))}"

    def _keys(self, urls):
        vault = {"VAULT_ADDR": urls["vault"], "VAULT_TOKEN": "root"}
        here = self.environment
        for name in ("ed25519", "p256", "rsa"):
            self.keys[f"vault {name}"] = Kept(self.launcher, f"hv:{name}/1", vault, f"vault:{name}")
        for name, spec in (("aws p256", "ECC_NIST_P256"), ("aws rsa", "RSA_2048")):
            uri = "awskms:" + self.aws.create(spec)
            cloud = {**here, "AWS_ENDPOINT_URL_KMS": urls["aws"], "AWS_REGION": "eu-north-1"}
            self.keys[name] = Kept(self.launcher, uri, cloud, uri)
        self.keys["google p256"] = self._at("gcpkms:" + Google.NAME, urls["google"])
        self.keys["azure p256"] = self._at("azurekms://tuf.vault.azure.net" + Azure.PATH, urls["azure"])
        if shutil.which("softhsm2-util"):
            self._token()

    def _at(self, uri, endpoint):
        launcher = self.folder / f"with-{uri.split(':')[0]}"
        launcher.write_text(f'#!/bin/sh\nexec "{self.launcher}" "$@" --endpoint "{endpoint}"\n')
        launcher.chmod(0o700)
        return Kept(launcher, uri, self.environment, uri)

    def _token(self):
        module = next(path for path in MODULES if os.path.exists(path))
        tokens = self.folder / "tokens"
        tokens.mkdir()
        config = self.folder / "softhsm2.conf"
        config.write_text(f"directories.tokendir = {tokens}\nlog.level = ERROR\n")
        pin = self.folder / "pin"
        pin.write_text("1234\n")
        key = self.folder / "token.pem"
        subprocess.run(["openssl", "genpkey", "-algorithm", "EC", "-pkeyopt", "ec_paramgen_curve:P-256", "-out", key],
                       check=True, capture_output=True)
        environment = {"SOFTHSM2_CONF": str(config)}
        for words in (
            ["--init-token", "--free", "--label", "service", "--pin", "1234", "--so-pin", "87654321"],
            ["--import", str(key), "--token", "service", "--label", "online", "--id", "01", "--pin", "1234"],
        ):
            subprocess.run(["softhsm2-util", *words], check=True, capture_output=True, env={**os.environ, **environment})
        self.environment |= {
            **environment,
            "COUNTERSIGN_KEYS_PKCS11_MODULE": module,
            "COUNTERSIGN_KEYS_PKCS11_PIN_FILE": str(pin),
        }
        uri = "pkcs11:token=service;object=online"
        self.keys["token p256"] = Kept(
            self.launcher, uri, environment, f"{uri}?module-path={module}&pin-source=file:{pin}")

    def __exit__(self, *_):
        self.stack.close()


def told(service, name):
    """What /ready says of a repository, as text."""
    _, body = request("GET", f"http://127.0.0.1:{service._management}/ready")
    return json.dumps(json.loads(body).get("repositories", {}).get(name, {}))


class Store:
    """A repository of its own, whose online key is in one place."""

    def __init__(self, service, key, holders, folder):
        self.service = service
        self.repository = Repository(service)
        self.repository.online = key
        self.holders = holders
        self.files = folder

    def bootstrap(self):
        roles = {"bins": {"expiration": 30, "number_of_delegated_bins": 16}}
        self.repository.bootstrap(self.holders, self.holders[:2], roles)

    def submit(self, path):
        """Accepted at once; returns the task."""
        body = {"artifacts": [{"path": path, "info": {"length": 1, "hashes": {"sha256": "00" * 32}}}]}
        status, answer = self.service.api("POST", "artifacts", body)
        assert status == 202, f"{status} {answer}"
        return answer["data"]["task_id"]


def each_place(steps, places, service, folder, clients, files_url):
    holders = [KeyPair(name) for name in ("Ada", "Ben", "Cleo")]
    for number, (name, key) in enumerate(places.keys.items()):
        repository = service.repository(f"place{number}")
        status, answer = service.api("POST", "repositories", {"name": f"place{number}"})
        assert status in (200, 201), answer
        store = Store(repository, key, holders, folder / "files")
        with steps.step(f"{name}: bootstrap and publish; clients find it"):
            store.bootstrap()
            place = folder / f"place{number}"
            place.mkdir()
            repository_root = trusted_root(repository, place)
            users = Group(clients, place, repository_root, repository, files_url)
            store.repository.add(store.files, "first.txt")
            users.find(["first.txt"])
        if name in TROUBLED:
            trouble(steps, places, store, users, name.split()[0], lambda at=f"place{number}": told(service, at))


def trouble(steps, places, store, users, kind, ready):
    """`ready`: what /ready says of the repository."""
    gate = places.gates[kind]

    def held(mode, words, begin, end):
        with steps.step(f"{kind} {mode}: accepted, served, told; published by itself when it is over"):
            until(lambda: "cannot sign" not in ready(), "/ready is quiet")
            begin()
            task = store.submit(f"{mode}.txt")
            until(lambda: all(word in ready() for word in words), f"/ready says {words}")
            if mode != "throttled":
                waiting = lambda: store.service.api("GET", f"task/?task_id={task}")[1]["data"]
                until(lambda: "cannot sign" in json.dumps(waiting()), "the task says what it waits for")
                assert waiting()["state"] != "SUCCESS"
            assert request("GET", store.service.metadata_url + "/timestamp.json")[0] == 200
            end()
            data = store.service.task(task)
            assert data["state"] == "SUCCESS", data
            users.find([f"{mode}.txt"])

    def mode(word):
        return lambda: setattr(gate, "mode", word)

    held("away", ["cannot sign", "cannot be reached"], mode("away"), mode("open"))
    if kind == "vault":
        held("denied", ["cannot sign", "permission denied"],
             lambda: places.vault.allow(False), lambda: places.vault.allow(True))
        held("throttled", ["fewer requests", "429"],
             lambda: places.vault.throttle(0.5), lambda: places.vault.throttle(None))
    else:
        held("denied", ["cannot sign", WORDS[kind][0]], mode("denied"), mode("open"))
        held("throttled", ["fewer requests", WORDS[kind][1]], mode("throttled"), mode("open"))


def rotation(steps, places, service, folder, clients, files_url):
    ada, ben, cleo = holders = [KeyPair(name) for name in ("Ada", "Ben", "Cleo")]
    repository = Repository(service)
    with steps.step("bootstrap with a key in a file"):
        repository.bootstrap(holders, [ada, ben], {"bins": {"expiration": 30, "number_of_delegated_bins": 16}})
        users = Group(clients, folder / "users", trusted_root(service, folder), service, files_url)
        repository.add(folder / "files", "0.txt")
        users.find(["0.txt"])
    file = repository.online
    for number, (name, key) in enumerate([*places.keys.items(), ("file", file)], start=1):
        with steps.step(f"the next root names a key elsewhere: {name}; clients follow"):
            repository.propose([ada], online=key)
            repository.sign("root", ben)
            users.find(["0.txt"])
            users.hold("root", number + 1)
            repository.add(folder / "files", f"{number}.txt")
            users.find([f"{i}.txt" for i in range(number + 1)])


def aws_requests(places):
    """What ministack does not look at."""
    signed = [(headers, json.loads(body)) for _, headers, body in places.gates["aws"].passed
              if headers.get("X-Amz-Target", headers.get("X-amz-target")) == "TrentService.Sign"]
    assert signed
    for headers, body in signed:
        assert body["MessageType"] == "DIGEST" and body["SigningAlgorithm"] in ("ECDSA_SHA_256", "RSASSA_PSS_SHA_256"), body
        assert len(body["Message"]) == 44, body
        authorization = headers["Authorization"]
        assert "Credential=AKIDTEST/" in authorization and "/eu-north-1/kms/aws4_request" in authorization, authorization


def main(launcher, folder, clients, services):
    run, services, clients = pathlib.Path(folder), pathlib.Path(services), json.loads(clients)
    steps = Steps()
    (run / "files").mkdir()
    with steps.journey("keys elsewhere"), Places(launcher, services, run) as places:
        with steps.step("the official clients of Google and Azure sign with the doubles"):
            official = [services / "python", "-B", pathlib.Path(__file__).parent / "official_clients.py"]
            official += [places.google_url, Google.NAME, places.azure_key]
            done = subprocess.run(official, capture_output=True, text=True, timeout=COMMAND_LIMIT)
            assert done.returncode == 0, done.stderr[-3000:]
        service = Service(launcher, run / "service", places.environment)
        with service, serving_files(run / "files") as url:
            rotation(steps, places, service, run, clients, url)
            each_place(steps, places, service, run, clients, url)
        with steps.step("requests of AWS hold digests, and are signed for the region"):
            aws_requests(places)
    return steps.finish()


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))
