"""One look of a python-tuf client. Argument: a request file; prints {"targets": {path: length}} or {"error": text}."""

import datetime
import json
import os
import pathlib
import sys

from tuf.ngclient import Updater, UpdaterConfig


def look(request):
    os.makedirs(request["targetDir"], exist_ok=True)
    config = UpdaterConfig(prefix_targets_with_hash=False)
    updater = Updater(
        request["metadataDir"],
        request["metadataBaseUrl"],
        request["targetDir"],
        request["targetBaseUrl"],
        config=config,
        bootstrap=pathlib.Path(request["trustedRoot"]).read_bytes() if request["isNew"] else None,
    )
    # No clock of the library can be set from outside; this is the one it compares expiries with.
    updater._trusted_set.reference_time += datetime.timedelta(days=request["daysAhead"])
    updater.refresh()
    targets = {}
    for path in request["paths"]:
        info = updater.get_targetinfo(path)
        if info is None:
            continue
        targets[path] = info.length
        if path in request["downloads"] and updater.find_cached_target(info) is None:
            updater.download_target(info)
    return {"targets": targets}


if __name__ == "__main__":
    try:
        print(json.dumps(look(json.loads(pathlib.Path(sys.argv[1]).read_text()))))
    except Exception as failed:
        print(json.dumps({"error": f"{type(failed).__name__}: {failed}"}))
