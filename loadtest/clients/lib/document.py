"""The OpenAPI document against the service: before bootstrap, and with a repository."""

import os
import pathlib
import subprocess
import sys

from holders import KeyPair, Repository
from service import Service
from steps import Steps

RUN_LIMIT = 900
EXAMPLES = 30
# Which checks are not made, where and why.
CONFIG = pathlib.Path(__file__).with_name("schemathesis.toml")
# The same requests every time.
SEED = 20_300_102


def compare(schemathesis, service):
    command = [schemathesis, "--config-file", str(CONFIG), "run", f"{service.url}/openapi.json"]
    command += ["--max-examples", str(EXAMPLES), "--seed", str(SEED), "--no-color"]
    command += ["--phases", "examples,coverage,fuzzing"]
    # It takes names out of answers, and would revoke the token that it calls with.
    command += ["--exclude-operation-id", "deleteToken"]
    # It would have the service write into folders of this machine, and call stores that it makes up.
    command += ["--exclude-operation-id", "postMirror"]
    environment = {**os.environ, "COUNTERSIGN_TOKEN": service.token, "SCHEMATHESIS_HOOKS": "document_hooks", "PYTHONPATH": str(CONFIG.parent)}
    done = subprocess.run(
        command, env=environment, stdin=subprocess.DEVNULL, capture_output=True, text=True, timeout=RUN_LIMIT
    )
    assert done.returncode == 0, f"schemathesis ended with {done.returncode}:\n{done.stdout[-60000:]}\n{done.stderr[-2000:]}"


def main(launcher, folder, schemathesis):
    steps = Steps()
    with steps.journey("The OpenAPI document"):
        with Service(launcher, pathlib.Path(folder) / "service") as service:
            with steps.step("no answer is other than the document says, before there is a repository"):
                compare(schemathesis, service)
            with steps.step("nor with one"):
                ada, ben = KeyPair("Ada"), KeyPair("Ben")
                roles = {"bins": {"expiration": 30, "number_of_delegated_bins": 2}}
                Repository(service).bootstrap([ada, ben], [ada, ben], roles)
                compare(schemathesis, service)
    return steps.finish()


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))
