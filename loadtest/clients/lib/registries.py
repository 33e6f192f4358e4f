"""What a registry's own client code does with a service that wants a token: it is only given an address."""

import json
import pathlib
import subprocess
import sys
import time

from holders import KeyPair, Repository
from service import TASK_LIMIT, Service
from steps import Steps

CALL_LIMIT = 60


class Registry:
    """A client that is told an address, and nothing about tokens."""

    def __init__(self, command, address):
        self._command = command
        self._address = address

    def call(self, method, path, body=None):
        """(status, value)"""
        sent = "" if body is None else json.dumps(body)
        command = [*self._command, self._address, method, path]
        done = subprocess.run(command, input=sent, capture_output=True, text=True, timeout=CALL_LIMIT)
        assert done.returncode == 0, f"{command[0]} ended with {done.returncode}: {done.stderr[-2000:]}"
        answer = json.loads(done.stdout)
        return answer["status"], answer["body"]

    def publish(self, path, body):
        status, answer = self.call("POST", path, body)
        assert status == 202, f"{path}: {status} {answer} (expected: 202)"
        deadline = time.monotonic() + TASK_LIMIT
        while True:
            # RubyGems.org asks with the slash, Warehouse without.
            for form in ("/api/v1/task/", "/api/v1/task"):
                status, task = self.call("GET", f"{form}?task_id={answer['data']['task_id']}")
                assert status == 200, f"{form}: {status} {task}"
            if task["data"]["state"] == "SUCCESS":
                return task["data"]["result"]["details"]
            assert time.monotonic() < deadline, f"not over after {TASK_LIMIT} s: {task}"

    def refused(self, expected, method, path, body=None):
        status, answer = self.call(method, path, body)
        assert status == expected, f"{method} {path}: {status} {answer} (expected: {expected})"
        return json.dumps(answer)


def artifact(path):
    return {"artifacts": [{"path": path, "info": {"length": 6, "hashes": {"sha256": "5" * 64}}}]}


def journey(steps, service, name, command, limited):
    admin = Registry(command, service.url_with(service.token))
    ours, others = f"{name}/demo-1.0.gem", f"elsewhere/{name}-1.0.gem"
    with steps.step(f"{name}: an artifact is added, its task followed, and removed again"):
        assert admin.publish("/api/v1/artifacts/", artifact(ours))["added_artifacts"] == [ours]
        assert admin.publish("/api/v1/artifacts/delete", {"artifacts": [ours]})["deleted_artifacts"] == [ours]
    with steps.step(f"{name}: a token for some paths adds these, and no others"):
        registry = Registry(command, service.url_with(limited))
        assert registry.call("POST", "/api/v1/artifacts/", artifact(ours))[0] == 202
        assert others in registry.refused(403, "POST", "/api/v1/artifacts/", artifact(others))
        registry.refused(403, "GET", "/api/v1/config")
    with steps.step(f"{name}: no token and a wrong one are told that a token is missing or wrong"):
        wrong = service.token[:-1] + ("a" if service.token[-1] != "a" else "b")
        for address in (service.url, service.url_with(wrong)):
            Registry(command, address).refused(401, "POST", "/api/v1/artifacts/", artifact(ours))


def main(launcher, folder, clients):
    steps = Steps()
    clients = json.loads(clients)
    with steps.journey("Clients of registries with an address that has a token in it"):
        with Service(launcher, pathlib.Path(folder) / "service") as service:
            with steps.step("a repository, and a token for the paths of each client"):
                ada, ben = KeyPair("Ada"), KeyPair("Ben")
                roles = {"bins": {"expiration": 30, "number_of_delegated_bins": 2}}
                Repository(service).bootstrap([ada, ben], [ada, ben], roles)
                tokens = {name: service.new_token(name, f"artifacts:{name}/**") for name in clients}
            for name, command in clients.items():
                journey(steps, service, name, command, tokens[name])
    return steps.finish()


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))
