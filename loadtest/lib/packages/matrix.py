"""Package managers × registries × what can happen to them: who installs, and who is refused."""

import contextlib
import json
import pathlib
import sys

import goods
from managers import MANAGERS
from processes import until
from protected import Lists, SetUp, Signing
from stage import REGISTRIES, Stage, Trial
from steps import Broken, Steps
from tools import Missing, Tools
from upstream import CARGO_CONFIG, Fault

FAULTS = {
    "absolute": Fault.ABSOLUTE,
    "redirect": Fault.REDIRECT,
    "missing": Fault.MISSING,
    "broken": Fault.BROKEN,
    "truncated": Fault.TRUNCATED,
    "gzip": Fault.GZIP,
}
LISTED = ["hidden", "added", "demanding", "relisted"]
LATE = [f"late{number}" for number in range(3)]
TRIALS = ["good", "changed", "both", "unsigned", "withdrawn", *FAULTS, "frozen", "rolled", *LISTED, "killed", *LATE]
# What these have installed once they install again, without asking or in spite of the answer. No gateway can stop that.
OWN_CACHE = {"pnpm", "Maven", "go"}
# Indices of other kinds name no addresses. A registry of crates names one for all of them, in a document of its own.
NAME_ADDRESSES = {"pypi", "npm", "cargo"}
# Does not tell for what reason an index is refused: it finds no version.
HIDES_REASONS = {"pip"}
NEWER_WORD = "newer"


class Matrix:
    """The table of what came of it, a row for each trial and a column for each pair."""

    def __init__(self, steps):
        self.steps = steps
        self._cells = {}
        self._reasons = []

    @contextlib.contextmanager
    def cell(self, row, trial):
        column = self._column(trial)
        try:
            with self.steps.step(f"{trial.manager.name}: {row}"):
                yield trial
            self._cells[row, column] = "ok"
        except Broken:
            self._cells[row, column] = "FAIL"

    @staticmethod
    def _column(trial):
        return f"{trial.manager.name}, {trial.stage.registry.name}"

    def known(self, row, trial, what):
        self.steps.known(f"{trial.manager.name}: {row}: {what}")
        self._cells[row, self._column(trial)] = "own cache"

    def left_out(self, row, trial, reason):
        """What cannot be tried, as the table says below."""
        if reason not in self._reasons:
            self._reasons.append(reason)
        self._cells[row, self._column(trial)] = f"left out ({self._reasons.index(reason) + 1})"

    def print(self):
        columns = list(dict.fromkeys(column for _, column in self._cells))
        rows = list(dict.fromkeys(row for row, _ in self._cells))
        for start in range(0, len(columns), 5):
            some = columns[start : start + 5]
            print("\n" + " | ".join([f"{'':46}", *(f"{column:18}" for column in some)]))
            for row in rows:
                print(" | ".join([f"{row[:46]:46}", *(f"{self._cells.get((row, column), '-'):18}" for column in some)]))
        for number, reason in enumerate(self._reasons, 1):
            print(f"left out ({number}): {reason}")


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
    row = "artifact changed"
    for manager in stage.managers:
        trial = Trial(stage, manager, "changed")
        try:
            stage.registry.change(evil(trial.name), index=False)
        except NotImplementedError as reason:
            stage.matrix.left_out(row, trial, str(reason))
            continue
        with stage.matrix.cell(row, trial):
            trial.refuses(guard)


def both(stage, guard):
    for cell in each(stage, "artifact and index changed", "both"):
        with cell as trial:
            attack(stage, trial)
            trial.installs_straight()
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
            trial.installs_straight()
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
        row = f"upstream: {fault.value}"
        if fault is Fault.ABSOLUTE and stage.ecosystem not in NAME_ADDRESSES:
            for manager in stage.managers:
                stage.matrix.left_out(row, Trial(stage, manager, name), "indices of this kind name no addresses")
            continue
        stage.upstream.faults = {CARGO_CONFIG: fault} if fault is Fault.ABSOLUTE else {}
        for cell in each(stage, row, name):
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
    stage.upstream.faults = {}


def frozen(stage, guard):
    """Somebody holds back all later timestamps, until the last one expires."""
    stage.way.timestamp = stage.signing.short_lived(8)
    stage.signing.renew()
    for cell in each(stage, "metadata expired", "frozen"):
        with cell as trial:
            until(lambda: trial.guarded(guard).word is None, "refused once the metadata has expired")
            trial.refuses(guard, reasoned=trial.manager.name not in HIDES_REASONS)
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


def lists(stage, guard):
    """Indexes that say less, more or something else than `watch` has seen, before a guard that goes by signed lists."""
    for manager in stage.managers:
        for trial in ("hidden", "demanding"):
            stage.registry.publish(goods.Release(stage.name(trial, manager), goods.NEWER, NEWER_WORD))
    stage.registry.settle()
    stage.watch.once(is_alarmed=None)
    with Lists(stage.watch.lists) as served, stage.guarded("guard-lists", "--lists", served.url) as by_lists:
        for cell in each(stage, "lists: good install", "hidden"):
            with cell as trial:
                trial.installs(by_lists, word=NEWER_WORD)
        hidden(stage, guard, by_lists)
        added(stage, by_lists)
        demanding(stage, by_lists)
        relisted(stage, served, by_lists)


def hidden(stage, guard, by_lists):
    for manager in stage.managers:
        stage.registry.hide(stage.name("hidden", manager), goods.NEWER)
    stage.registry.settle()
    for cell in each(stage, "lists: a version hidden, as the registry once was", "hidden"):
        with cell as trial:
            trial.installs_straight(goods.GOOD)
            trial.installs(guard)
            if stage.ecosystem == "gems":
                # What the guard has in its cache: the older lists of gems are made of the signed ones.
                trial.installs(by_lists, word=NEWER_WORD)
            else:
                trial.refuses(by_lists, reasoned=trial.manager.name not in HIDES_REASONS)


def added(stage, by_lists):
    for manager in stage.managers:
        stage.registry.publish(evil(stage.name("added", manager), goods.NEWER))
    stage.registry.settle()
    for cell in each(stage, "lists: a version added", "added"):
        with cell as trial:
            trial.installs_straight()
            trial.installs(by_lists)
            trial.refuses(by_lists, goods.NEWER, reasoned=False)


def demanding(stage, by_lists):
    row = "lists: other requirements in the index"
    for manager in stage.managers:
        trial, another = Trial(stage, manager, "demanding"), stage.name("good", manager)
        try:
            stage.registry.demand(trial.name, another)
        except NotImplementedError as reason:
            stage.matrix.left_out(row, trial, str(reason))
            continue
        stage.registry.settle()
        with stage.matrix.cell(row, trial):
            straight, guarded = trial.straight(), trial.guarded(by_lists)
            assert has(straight, another) or straight.word == goods.GOOD, f"unguarded: it said:\n{straight.said[-2000:]}"
            # gem and Bundler go on by lists of versions, and by what stands in the gem itself.
            assert guarded.word in (None, NEWER_WORD) and not has(guarded, another), f"{guarded.word} and {guarded.names}"


def has(installed, package):
    bare = package.rpartition("/")[2]
    return any(name == bare or name.startswith(f"{bare}-") for name in installed.names)


def relisted(stage, served, by_lists):
    """A version and the index are put back to what they were, and so is the list of them."""
    for manager in stage.managers:
        stage.registry.publish(goods.Release(stage.name("relisted", manager), goods.NEWER, NEWER_WORD))
    stage.registry.settle()
    stage.watch.once(is_alarmed=None)
    for manager in stage.managers:
        stage.registry.hide(stage.name("relisted", manager), goods.NEWER)
    stage.registry.settle()
    served.is_rolled_back = True
    for cell in each(stage, "lists: the list rolled back with the registry", "relisted"):
        with cell as trial:
            trial.refuses(by_lists, reasoned=trial.manager.name not in HIDES_REASONS)
    served.is_rolled_back = False
    for manager in stage.managers:
        stage.registry.show(goods.Release(stage.name("relisted", manager), goods.NEWER, NEWER_WORD))
    stage.registry.settle()
    for cell in each(stage, "lists: registry and list put right", "relisted"):
        with cell as trial:
            until(lambda: trial.guarded(by_lists).word == NEWER_WORD, "installed once the list can be had")


def setup(stage, guard):
    """Package managers that are configured by `guard setup`, and nothing else tells them of the guard."""
    install, check = "guard setup: good install, and an evil one refused", "guard check: in force, and not after --remove"
    for manager in stage.managers:
        trial, attacked = Trial(stage, manager, "good"), Trial(stage, manager, "both")
        if stage.registry.name != "static tree":
            for row in (install, check):
                stage.matrix.left_out(row, trial, "what is configured does not depend on the registry behind the guard")
            continue
        user, configured = trial.user(), SetUp(stage.signing.launcher, guard, manager)
        with stage.matrix.cell(install, trial):
            configured.writes(user)
            trial.installs(None, user=user)
            attack(stage, attacked)
            attacked.refuses(None, user=user)
        with stage.matrix.cell(check, trial):
            configured.is_in_force(user)
            configured.is_removed(user)


def watch_killed(stage, guard):
    row, first = "watch killed before it has an answer", Trial(stage, stage.managers[0], LATE[0])
    with stage.matrix.cell(row, first):
        answer_lost(stage, first)
        first.installs(guard, goods.NEWER)
    for manager in stage.managers[1:]:
        stage.matrix.left_out(row, Trial(stage, manager, LATE[0]), "what is published does not depend on who installs it")
    for cell in each(stage, "watch killed between new versions", LATE[1]):
        with cell as trial:
            if trial.manager is stage.managers[0]:
                killed_between(stage, [Trial(stage, manager, late) for late in LATE[1:] for manager in stage.managers])
            for late in LATE[1:]:
                trial = Trial(stage, trial.manager, late)
                until(lambda trial=trial: trial.guarded(guard, goods.NEWER).word == goods.GOOD, f"{trial.name} is installed")


def answer_lost(stage, trial):
    """The service has taken a new version, and watch is killed before it knows: it is published once all the same."""
    stage.watch.once(is_alarmed=None)
    stage.way.forget()
    stage.registry.publish(goods.Release(trial.name, goods.NEWER))
    stage.registry.settle()
    stage.way.is_losing_answers = True
    with stage.watch.going_on() as watching:
        until(lambda: stage.way.taken, "watch posts")
        watching.kill()
    stage.way.is_losing_answers = False
    stage.signing.await_tasks(stage.way.taken)
    before, sent = stage.signing.publications(), posted(stage)
    stage.way.forget()
    stage.watch.once(is_alarmed=None)
    assert set(posted(stage)) <= set(sent), f"{posted(stage)} (expected: nothing but {sent})"
    assert stage.signing.publications() == before, "published again"


def killed_between(stage, trials):
    """Killed when the first of several new versions is sent: all are published, each once, and nothing is sent later."""
    stage.way.forget()
    before = stage.signing.publications()
    with stage.watch.going_on() as watching:
        for trial in trials:
            stage.registry.publish(goods.Release(trial.name, goods.NEWER))
        stage.registry.settle()
        until(lambda: stage.way.posted, "watch posts")
        watching.kill()
    stage.watch.once(is_alarmed=None)
    different = len({body for _, body in stage.way.posted})
    published = stage.signing.publications() - before
    assert published <= different, f"{published} publications of {different} requests"
    # What was under way when it was killed may be sent once more, and nothing else.
    paths = [path for path in posted(stage) if "/.index/" not in path]
    assert all(paths.count(path) <= 2 for path in paths), f"posted again and again: {paths}"
    stage.way.forget()
    stage.watch.once(is_alarmed=None)
    assert not posted(stage), f"posted again: {posted(stage)}"


def posted(stage):
    """The artifacts' paths of all that was posted."""
    bodies = [json.loads(body) for path, body in stage.way.posted if path.rstrip("/").endswith("artifacts")]
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
    "lists": lists,
    "setup": setup,
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
