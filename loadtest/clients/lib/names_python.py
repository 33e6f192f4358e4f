"""How python-tuf matches patterns, finds names and writes canonical JSON. Questions on standard input, answers on standard output."""

import json
import sys

from securesystemslib.formats import encode_canonical
from tuf.api.metadata import DelegatedRole, Targets


def matches(question):
    role = DelegatedRole("role", [], 1, True, paths=[question["pattern"]])
    return role.is_delegated_path(question["path"])


def signed(document):
    return encode_canonical(Targets.from_dict(json.loads(json.dumps(document))).to_dict())


def found(question):
    return question["name"] in Targets.from_dict(json.loads(json.dumps(question["role"]))).targets


def answer(ask, question):
    try:
        return ask(question)
    except Exception as error:
        return f"error: {error}"


questions = json.load(sys.stdin)
json.dump(
    {
        "patterns": [answer(matches, question) for question in questions["patterns"]],
        "documents": [answer(signed, document) for document in questions["documents"]],
        "names": [answer(found, question) for question in questions["names"]],
    },
    sys.stdout,
)
