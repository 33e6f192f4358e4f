"""The OpenAPI document against the service: before bootstrap, and with a repository."""

import pathlib
import subprocess
import sys

from holders import KeyPair, Repository
from service import Service
from steps import Steps

RUN_LIMIT = 150
EXAMPLES = 30
# The same requests every time.
SEED = 20_300_102


def compare(schemathesis, service):
    command = [schemathesis, "run", f"{service.url}/openapi.json", "--max-examples", str(EXAMPLES), "--seed", str(SEED)]
    command += ["--phases", "examples,coverage,fuzzing", "--no-color", "--checks", "all"]
    # A caller is not authenticated here, a task that nobody knows is PENDING, and what signed metadata and target paths
    # must be is more than a schema can say.
    command += ["--exclude-checks", "ignored_auth,use_after_free,ensure_resource_availability,positive_data_acceptance"]
    done = subprocess.run(command, stdin=subprocess.DEVNULL, capture_output=True, text=True, timeout=RUN_LIMIT)
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
