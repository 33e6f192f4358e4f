"""One registry, protected: packages for every trial are published and signed before the trials begin."""

import contextlib
import itertools
import re

import goods
import private_registries
from managers import User, reason
from processes import until
from protected import Guard, Watch, Way, targets
from upstream import Upstream

# How package managers name themselves: behind a guard none of them asks a registry.
AGENTS = re.compile(r"\b(pip|uv|npm|pnpm|Apache-Maven|RubyGems|bundler|cargo|Go-http-client)[/, ]|^Ruby", re.IGNORECASE)
HOMES = itertools.count(1)
REASON = re.compile(r"\b403\b|[Ff]orbidden|[Cc]ountersign")

REGISTRIES = [
    private_registries.StaticPython,
    private_registries.PypiServer,
    private_registries.Devpi,
    private_registries.StaticNpm,
    private_registries.Verdaccio,
    private_registries.StaticMaven,
    private_registries.StaticGems,
    private_registries.StaticCargo,
    private_registries.StaticGo,
]


class Stage:
    """Registry, upstream, watch and guard, and the managers that install from them."""

    def __init__(self, signing, registry, managers, folder, matrix):
        self.signing = signing
        self.registry = registry
        self.ecosystem = registry.ecosystem
        self.managers = [manager for manager in managers if manager.ecosystem == registry.ecosystem]
        self.folder = folder
        self.matrix = matrix
        self.prefix = f"{registry.ecosystem}-{registry.name.replace(' ', '-')}"

    def __enter__(self):
        with contextlib.ExitStack() as stack:
            stack.enter_context(self.registry)
            self.upstream = stack.enter_context(Upstream(self.registry.server))
            self.registry.url = self.upstream.url
            self.url = self.upstream.url + self.registry.index_path
            self.way = stack.enter_context(Way(self.signing.service))
            self.watch = Watch(self.signing, self.way, self.ecosystem, self.url, self.prefix, self.folder / "watch")
            self._stack = stack.pop_all()
        return self

    def __exit__(self, *_):
        self._stack.close()

    def guarded(self, folder="guard", *more):
        """A guard of this registry, to be used in a `with`."""
        return Guard(self.signing, self.way, self.ecosystem, self.url, self.prefix, self.folder / folder, *more)

    def name(self, trial, manager):
        """The package of a trial; verdaccio's have a scope."""
        plain = f"{trial}-{manager.name.lower()}"
        return f"@matrix/{plain}" if self.registry.name == "verdaccio" else plain

    def publish(self, trials):
        for trial in trials:
            for manager in self.managers:
                self.registry.publish(goods.Release(self.name(trial, manager), goods.VERSION))
        self.registry.settle()
        self.watch.follow(self.name(trial, manager) for trial in trials for manager in self.managers)

    def user(self, manager, name):
        return User(manager, self.folder / "homes" / manager.name.lower() / name)


class Trial:
    """One package manager and one package, on a stage."""

    def __init__(self, stage, manager, trial):
        self.stage = stage
        self.manager = manager
        self.name = stage.name(trial, manager)
        self._trial = trial

    def straight(self, version=None):
        """From the registry itself, by somebody new."""
        return self._user("straight").install(self.stage.url, self.name, version)

    def _user(self, kind):
        return self.stage.user(self.manager, f"{self._trial}-{kind}-{next(HOMES)}")

    def guarded(self, guard, version=None, user=None):
        """Through the guard, by somebody new; nothing goes round it. None: the one that the user has configured."""
        before = len(self.stage.upstream.asked)
        installed = (user or self._user("guarded")).install(guard and guard.url, self.name, version)
        asked = self.stage.upstream.asked[before:]
        round_it = [one for one in asked if AGENTS.search(one.agent)]
        assert not round_it, f"{self.manager.name} went round the guard: {round_it[0]}"
        return installed

    def installs(self, guard, version=None, user=None, word=goods.GOOD):
        installed = self.guarded(guard, version, user)
        assert installed.word == word, f"{installed.word} (expected: {word}); it said:\n{installed.said[-2000:]}"
        return installed

    def installs_straight(self, word=goods.EVIL, version=None):
        """The attack is one: without a guard it succeeds."""
        installed = self.straight(version)
        assert installed.word == word, f"unguarded: {installed.word} (expected: {word}); it said:\n{installed.said[-2000:]}"

    def refuses(self, guard, version=None, user=None, reasoned=True):
        installed = self.guarded(guard, version, user)
        assert installed.word is None, f"installed {installed.word} (expected: nothing)"
        if reasoned:
            assert REASON.search(installed.said), f"it does not say why:\n{installed.said[-2000:]}"
        return reason(installed.said)

    def withdraw(self, guard):
        """Out of the metadata; the registry still has it."""
        paths = targets(self.stage.ecosystem, self.stage.prefix, self.name, goods.VERSION)
        self.stage.signing.service.do("POST", "artifacts/delete", {"artifacts": paths})
        until(lambda: self.guarded(guard, goods.VERSION).word is None, "the withdrawn version is refused")

    def user(self):
        return self._user("own")
