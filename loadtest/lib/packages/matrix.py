"""Package managers × registries × what can happen to them: who installs, and who is refused."""

import contextlib
import json
import pathlib
import sys

import goods
from managers import MANAGERS
from processes import until
from protected import Signing
from stage import REGISTRIES, Stage, Trial
from steps import Broken, Steps
from tools import Missing, Tools
from upstream import Fault

FAULTS = {
    "absolute": Fault.ABSOLUTE,
    "redirect": Fault.REDIRECT,
    "missing": Fault.MISSING,
    "broken": Fault.BROKEN,
    "truncated": Fault.TRUNCATED,
    "gzip": Fault.GZIP,
}
LATE = [f"late{number}" for number in range(5)]
TRIALS = ["good", "changed", "both", "unsigned", "withdrawn", *FAULTS, "frozen", "rolled", "killed", *LATE]
# What these have installed once they install again, without asking or in spite of the answer. No gateway can stop that.
OWN_CACHE = {"pnpm", "Maven", "go"}
# Indices of other kinds name no addresses.
NAME_ADDRESSES = {"pypi", "npm"}


class Matrix:
    """The table of what came of it, a row for each trial and a column for each pair."""

    def __init__(self, steps):
        self.steps = steps
        self._cells = {}

    @contextlib.contextmanager
    def cell(self, row, trial):
        column = f"{trial.manager.name}, {trial.stage.registry.name}"
        try:
            with self.steps.step(f"{trial.manager.name}: {row}"):
                yield trial
            self._cells[row, column] = "ok"
        except Broken:
            self._cells[row, column] = "FAIL"

    def known(self, row, trial, what):
        self.steps.known(f"{trial.manager.name}: {row}: {what}")
        self._cells[row, f"{trial.manager.name}, {trial.stage.registry.name}"] = "own cache"

    def print(self):
        columns = list(dict.fromkeys(column for _, column in self._cells))
        rows = list(dict.fromkeys(row for row, _ in self._cells))
        for start in range(0, len(columns), 5):
            some = columns[start : start + 5]
            print("\n" + " | ".join([f"{'':46}", *(f"{column:18}" for column in some)]))
            for row in rows:
                print(" | ".join([f"{row[:46]:46}", *(f"{self._cells.get((row, column), '-'):18}" for column in some)]))


def each(stage, row, trial):
    """A cell for each manager of a stage, to be used in a `with`."""
    return [stage.matrix.cell(row, Trial(stage, manager, trial)) for manager in stage.managers]


def evil(name, version=goods.VERSION):
    return goods.Release(name, version, goods.EVIL)


def attack(stage, trial):
    """Artifact and index agree on what the intruder wants."""
    stage.registry.change(evil(trial.name), index=True)
    stage.registry.settle()


def good(stage, guard):
    for cell in each(stage, "good install", "good"):
        with cell as trial:
            trial.installs(guard)


def changed(stage, guard):
    for manager in stage.managers:
        with contextlib.suppress(NotImplementedError):
            stage.registry.change(evil(stage.name("changed", manager)), index=False)
            trial = Trial(stage, manager, "changed")
            with stage.matrix.cell("artifact changed", trial):
                trial.refuses(guard)


def both(stage, guard):
    for cell in each(stage, "artifact and index changed", "both"):
        with cell as trial:
            attack(stage, trial)
            trial.installs_evil_straight()
            trial.refuses(guard)


def alarm(stage, guard):
    """What was changed is reported, and not signed: afterwards it is refused as before."""
    for manager in stage.managers:
        attack(stage, Trial(stage, manager, "both"))
    said = None
    for cell in each(stage, "changed: watch raises an alarm and signs nothing", "both"):
        with cell as trial:
            said = said or stage.watch.once(is_alarmed=True)
            assert trial.name.replace("-", "_") in said.replace("-", "_"), f"{trial.name} is not named:\n{said[-2000:]}"
            trial.refuses(guard)


def unsigned(stage, guard):
    for cell in each(stage, "unsigned version: the newest verified one", "unsigned"):
        with cell as trial:
            stage.registry.publish(evil(trial.name, goods.NEWER))
            stage.registry.settle()
            trial.installs_evil_straight()
            trial.installs(guard)
    for cell in each(stage, "unsigned version, asked for by number", "unsigned"):
        with cell as trial:
            trial.refuses(guard, goods.NEWER, reasoned=False)


def withdrawn(stage, guard):
    row, warm = "withdrawn", "withdrawn, with a warm cache"
    for manager in stage.managers:
        trial = Trial(stage, manager, "withdrawn")
        user = trial.user()
        with stage.matrix.cell(row, trial):
            trial.installs(guard, goods.VERSION, user)
            trial.withdraw(guard)
        if manager.name in OWN_CACHE:
            stage.matrix.known(warm, trial, "installs from its own cache, whatever it is answered")
        else:
            with stage.matrix.cell(warm, trial):
                trial.refuses(guard, goods.VERSION, user, reasoned=False)


def faults(stage, guard):
    for name, fault in FAULTS.items():
        if fault is Fault.ABSOLUTE and stage.ecosystem not in NAME_ADDRESSES:
            continue
        for cell in each(stage, f"upstream: {fault.value}", name):
            with cell as trial:
                stage.upstream.faults[trial.name] = fault
                if fault in (Fault.ABSOLUTE, Fault.REDIRECT, Fault.GZIP):
                    trial.installs(guard)
                    if fault in (Fault.ABSOLUTE, Fault.REDIRECT):
                        assert stage.upstream.was_asked("other", trial.name), "nobody asked the other host"
                else:
                    trial.refuses(guard, reasoned=False)
                    del stage.upstream.faults[trial.name]
                    until(lambda: trial.guarded(guard).word == goods.GOOD, "installed once the upstream is well")


def frozen(stage, guard):
    """Somebody holds back all later timestamps, until the last one expires."""
    stage.way.timestamp = stage.signing.short_lived(8)
    stage.signing.renew()
    for cell in each(stage, "metadata expired", "frozen"):
        with cell as trial:
            until(lambda: trial.guarded(guard).word is None, "refused once the metadata has expired")
            trial.refuses(guard)
    stage.way.timestamp = None
    for cell in each(stage, "metadata expired, and renewed", "frozen"):
        with cell as trial:
            until(lambda: trial.guarded(guard).word == goods.GOOD, "installed once there is later metadata")


def rolled(stage, guard):
    before = stage.signing.timestamp()
    for cell in each(stage, "metadata rolled back to before a withdrawal", "rolled"):
        with cell as trial:
            stage.way.timestamp = None
            trial.installs(guard)
            trial.withdraw(guard)
            stage.way.timestamp = before
            trial.refuses(guard, reasoned=False)
    for cell in each(stage, "metadata rolled back: what is still signed", "good"):
        with cell as trial:
            trial.installs(guard)
    stage.way.timestamp = None


def unreachable(stage, guard):
    stage.way.is_cut = True
    for cell in each(stage, "metadata unreachable: what is known goes on", "good"):
        with cell as trial:
            trial.installs(guard)
    with stage.guarded("guard-new") as new:
        for cell in each(stage, "metadata never reached: nothing is installed", "good"):
            with cell as trial:
                trial.refuses(new, reasoned=False)
        stage.way.is_cut = False
        for cell in each(stage, "metadata reached again", "good"):
            with cell as trial:
                until(lambda: trial.guarded(new).word == goods.GOOD, "installed once the metadata can be reached")


def killed(stage, guard):
    for cell in each(stage, "guard killed and started again", "killed"):
        with cell as trial:
            trial.installs(guard)
            fetched = len(stage.upstream.asked)
            guard.restart()
            trial.installs(guard)
            again = [one.path for one in stage.upstream.asked[fetched:] if one.path.endswith((".whl", ".tgz", ".jar", ".gem"))]
            assert not again, f"fetched again: {again}"
            attacked = Trial(stage, trial.manager, "both")
            attack(stage, attacked)
            attacked.refuses(guard)


def watch_killed(stage, guard):
    """Killed in the middle of five new versions: each is signed, and posted once."""
    trials = [Trial(stage, stage.managers[0], late) for late in LATE]
    stage.way.posted.clear()
    with stage.matrix.cell("watch killed and started again", trials[0]):
        with stage.watch.going_on() as watching:
            for trial in trials:
                stage.registry.publish(goods.Release(trial.name, goods.NEWER))
            stage.registry.settle()
            until(lambda: stage.way.posted, "watch posts")
            watching.kill()
            watching.__enter__()
            for trial in trials:
                until(lambda trial=trial: trial.guarded(guard, goods.NEWER).word == goods.GOOD, f"{trial.name} is installed")
        # What was under way when it was killed may be posted once more, and nothing else.
        paths = [path for path in posted(stage) if "/.index/" not in path]
        assert all(paths.count(path) <= 2 for path in paths), f"posted again and again: {paths}"
        stage.way.posted.clear()
        stage.watch.once(is_alarmed=None)
        assert not posted(stage), f"posted again: {posted(stage)}"


def posted(stage):
    """The artifacts' paths of all that was posted."""
    bodies = [json.loads(body) for path, body in stage.way.posted if path.endswith("artifacts/") or path.endswith("artifacts")]
    return [artifact["path"] for body in bodies for artifact in body["artifacts"]]


# In this order: each leaves the stage as the next expects it.
SCENARIOS = {
    "good": good,
    "changed": changed,
    "both": both,
    "alarm": alarm,
    "unsigned": unsigned,
    "withdrawn": withdrawn,
    "faults": faults,
    "frozen": frozen,
    "rolled": rolled,
    "unreachable": unreachable,
    "killed": killed,
    "watch": watch_killed,
}


def play(stage, trials):
    stage.publish(TRIALS)
    said = stage.watch.once()
    print(f"   watch: {said.strip().splitlines()[-1] if said.strip() else '(silent)'}")
    with stage.guarded() as guard:
        for name, scenario in SCENARIOS.items():
            if name in trials:
                scenario(stage, guard)


def available(wanted, tools, missing):
    """The managers that can be had."""
    managers = []
    for name in wanted:
        try:
            managers.append(MANAGERS[name](tools))
        except Missing as what:
            missing.append(str(what))
    return managers


def main(launcher, scratch, folder, clients, kinds, trials):
    steps, tools, missing = Steps(), Tools(scratch), []
    matrix = Matrix(steps)
    managers = available(clients.split(","), tools, missing)
    folder = pathlib.Path(folder)
    ecosystems = {manager.ecosystem for manager in managers}
    chosen = [kind for kind in REGISTRIES if kind.ecosystem in ecosystems and kind.name in kinds.split(",")]
    with Signing(launcher, folder) as signing:
        for kind in chosen:
            names = ", ".join(manager.name for manager in managers if manager.ecosystem == kind.ecosystem)
            with steps.journey(f"{names}: {kind.name}"):
                place = folder / f"{kind.ecosystem}-{kind.name.replace(' ', '-')}"
                try:
                    registry = kind(place / "registry", tools)
                    with Stage(signing, registry, managers, place, matrix) as stage:
                        play(stage, trials.split(","))
                except Missing as what:
                    missing.append(str(what))
                    print(f"   left out: {what}")
    matrix.print()
    for what in missing:
        print(f"packages: left out: {what}")
    status = steps.finish()
    return 77 if status == 0 and missing else status


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))
