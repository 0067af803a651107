"""The keys of the entries of a response.

| kind | keys (those in brackets may be left out) |
| --- | --- |
| moment | moment, at, how |
| answer | question, word, [why] |
| log_source | what, where, rotates |
| log_preserved | log, [note] |
| step | step, done, why |
| custody | source, files, [note] |
| decision | what, why |
| role | role, who |
| task | what, who, [due] |
| task_done | task, [note] |
| met | deadline, at, [reference] |
| draft | draft, language, sentences, facts |
| approval | draft, language, entry |
| export | what, name, sha256, [facts] |

`at` and `due` are times as `timestamps` writes them. `rotates` is such a time, `unknown` or `never`. `log`,
`task` and `entry` are numbers of earlier entries. `done` is false for a step that is not needed. Each of
`files` has name, size and sha256. `facts` is the digest of the facts that a text was made from. Texts are
masked and one line long.
"""

from __future__ import annotations

from collections.abc import Mapping

from leftopen.model.facts import Json
from leftopen.model.response import EntryKind

REQUIRED: Mapping[EntryKind, frozenset[str]] = {
    EntryKind.MOMENT: frozenset({"moment", "at", "how"}),
    EntryKind.ANSWER: frozenset({"question", "word"}),
    EntryKind.LOG_SOURCE: frozenset({"what", "where", "rotates"}),
    EntryKind.LOG_PRESERVED: frozenset({"log"}),
    EntryKind.STEP: frozenset({"step", "done", "why"}),
    EntryKind.CUSTODY: frozenset({"source", "files"}),
    EntryKind.DECISION: frozenset({"what", "why"}),
    EntryKind.ROLE: frozenset({"role", "who"}),
    EntryKind.TASK: frozenset({"what", "who"}),
    EntryKind.TASK_DONE: frozenset({"task"}),
    EntryKind.MET: frozenset({"deadline", "at"}),
    EntryKind.DRAFT: frozenset({"draft", "language", "sentences", "facts"}),
    EntryKind.APPROVAL: frozenset({"draft", "language", "entry"}),
    EntryKind.EXPORT: frozenset({"what", "name", "sha256"}),
}
OPTIONAL: Mapping[EntryKind, frozenset[str]] = {
    EntryKind.ANSWER: frozenset({"why"}),
    EntryKind.LOG_PRESERVED: frozenset({"note"}),
    EntryKind.CUSTODY: frozenset({"note"}),
    EntryKind.TASK: frozenset({"due"}),
    EntryKind.TASK_DONE: frozenset({"note"}),
    EntryKind.MET: frozenset({"reference"}),
    EntryKind.EXPORT: frozenset({"facts"}),
}


def validate(kind: EntryKind, body: Mapping[str, Json]) -> Mapping[str, Json]:
    """The body itself. ValueError names a missing or unknown key."""
    missing = REQUIRED[kind] - body.keys()
    if missing:
        raise ValueError(f"an entry {kind.value!r} needs {min(missing)!r}")
    unknown = body.keys() - REQUIRED[kind] - OPTIONAL.get(kind, frozenset())
    if unknown:
        raise ValueError(f"an entry {kind.value!r} has no place for {min(unknown)!r}")
    return body
