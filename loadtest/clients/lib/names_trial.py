"""Puts the questions of docs/names.md to TUF clients, and checks that they answer as it says.

Argument: a JSON object of clients by name, each a command that reads questions and writes answers.
"""

import json
import random
import re
import subprocess
import sys

ROLE = {"_type": "targets", "spec_version": "1.0.34", "version": 1, "expires": "2030-01-01T00:00:00Z"}
FILE = {"length": 1, "hashes": {"sha256": "0" * 64}}
REFERENCE = "python-tuf"

# What PathPatterns refuses, as one expression; the random patterns below stay clear of it.
REFUSED = re.compile(r"[\[{}\\]|(^|/)!|[+*?@!]\(|(^|/)\*\*(/|$)")
RANDOM_PATTERNS = 20_000

# A pattern, a path, and the clients that do not answer as python-tuf does.
PATTERNS = [
    ("g++/*", "g++/x", []),
    ("v1.0+build/*", "v1.0+build/x", []),
    ("go/!a/*", "go/b/x", ["tuf-js"]),
    ("go/a!b/*", "go/a!b/x", []),
    ("a(b)]/*", "a(b)]/x", []),
    ("+(a)/*", "a/x", ["tuf-js"]),
    ("{a,b}/*", "a/x", ["tuf-js", "tough"]),
    ("a}/*", "a}/x", ["tough"]),
    ("[a/*", "[a/x", ["go-tuf", "tough"]),
    ("\\a/*", "a/x", ["tuf-js", "go-tuf", "tough", "php-tuf"]),
    ("a/**/b", "a/b", ["tough"]),
    ("a?", "a\u00e9", ["tough"]),
    ("a/*", "a/b/c", ["tough", "php-tuf"]),
    ("a/*", "a/.b", ["tuf-js"]),
    (".a/*", ".a/b", []),
    ("A/*", "a/b", []),
]

# Members of one object, and the clients whose canonical JSON is not python-tuf's.
ORDERS = [
    (["go/!burnt", "go/!burnt!sushi1"], ["tough"]),
    (["a", "a b"], ["tough"]),
    (['a"', "a#"], ["tough"]),
    (["\uff21", "\U0001f600"], ["tuf-js"]),
    (["\u00e9", "\U0001f600"], []),
    (["a b", "c!", 'd"', "e\\"], []),
    (["0", "10", "9", "b"], []),
    (["__proto__", "constructor"], []),
]

# A target path, and the clients that take it for found in a role that does not have it.
NAMES = [
    ("0", []),
    ("2048", []),
    ("007", []),
    ("con", []),
    ("aux", []),
    ("constructor", ["tuf-js"]),
    ("__proto__", ["tuf-js"]),
]


def role(paths):
    return {**ROLE, "targets": {path: FILE for path in paths}}


def with_custom(names):
    return {**ROLE, "targets": {"x": {**FILE, "custom": {name: "v" for name in names}}}}


def random_patterns():
    """Patterns outside of the rule, each with a path that fits it or nearly does; without what is known of dots and slashes."""
    source = random.Random(1)
    found = set()
    while len(found) < RANDOM_PATTERNS:
        pattern = "".join(source.choice("ab+()|@!?*],^-~$&';=**??") for _ in range(source.randint(1, 6)))
        path = "".join(
            source.choice(["", "a", "+", ")a", "!"]) if c == "*" else source.choice("ab+)!") if c == "?" else c
            for c in pattern
        )
        if source.random() < 0.3:
            path = path.replace("(", "").replace(")", "")
        if path and not REFUSED.search(pattern):
            found.add((pattern, path))
    return sorted(found)


def ask(command, questions):
    answer = subprocess.run(command, input=json.dumps(questions).encode(), capture_output=True, check=True)
    return json.loads(answer.stdout)


class Trial:
    def __init__(self, answers):
        self.answers = answers
        self.wrong = 0

    def differing(self, kind, index, expected):
        return [
            client
            for client, answer in self.answers.items()
            if kind in answer and answer[kind][index] != expected
        ]

    def expect(self, what, kind, index, expected, differing):
        documented = [client for client in differing if client in self.answers]
        seen = self.differing(kind, index, expected)
        right = sorted(seen) == sorted(documented)
        self.wrong += not right
        note = "" if right else f"   NOT as documented: {', '.join(documented) or 'none'}"
        print(f"  {what:46} {', '.join(seen) or '-'}{note}")


def main():
    clients = json.loads(sys.argv[1])
    drawn = random_patterns()
    patterns = [(pattern, path) for pattern, path, _ in PATTERNS] + drawn
    names = [name for name, _ in NAMES]
    questions = {
        "patterns": [{"pattern": pattern, "path": path} for pattern, path in patterns],
        "documents": [make(order) for order, _ in ORDERS for make in (role, with_custom)],
        "names": [{"role": role([name, "zz"]), "name": name} for name in names]
        + [{"role": role([]), "name": name} for name in names],
    }
    trial = Trial({client: ask(command, questions) for client, command in clients.items()})
    reference = trial.answers[REFERENCE]

    print(f"patterns: who does not answer as {REFERENCE}")
    for index, (pattern, path, differing) in enumerate(PATTERNS):
        trial.expect(f"{pattern}  for  {path}", "patterns", index, reference["patterns"][index], differing)
    strange = [
        patterns[index]
        for index in range(len(PATTERNS), len(patterns))
        if trial.differing("patterns", index, reference["patterns"][index])
    ]
    trial.wrong += len(strange)
    print(f"  {len(drawn)} random patterns that are not refused: {strange[:5] or '-'}")

    print(f"order of names, as paths and in custom: whose canonical JSON is not {REFERENCE}'s")
    for index, (order, differing) in enumerate(ORDERS):
        for half, where in enumerate(("paths", "custom")):
            at = 2 * index + half
            trial.expect(f"{where} {' '.join(order)}", "documents", at, reference["documents"][at], differing)

    print("paths: who does not find one that is there, and who finds one that is not")
    for index, (name, differing) in enumerate(NAMES):
        trial.expect(f"{name}, there", "names", index, True, [])
        trial.expect(f"{name}, not there", "names", len(NAMES) + index, False, differing)

    print("as docs/names.md says" if trial.wrong == 0 else f"{trial.wrong} answers are not as docs/names.md says")
    return 1 if trial.wrong else 0


sys.exit(main())
