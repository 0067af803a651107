"""The entries of a response, added up: what is known, said, kept, decided and done by now.

The newest word on the same thing counts; the earlier ones stay in the log.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime

from leftopen.model.facts import Json
from leftopen.model.response import EntryKind, ResponseEntry, Word
from leftopen.present import timestamps


@dataclass(frozen=True, slots=True, kw_only=True)
class Moment:
    """When something became known, as the entry `entry` says it."""

    at: datetime
    how: str
    entry: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Statement:
    """The answer to a question, or a step that a person closed: `why` is '' where none was given."""

    word: Word
    why: str
    by: str
    at: datetime
    entry: int


@dataclass(frozen=True, slots=True, kw_only=True)
class LogSource:
    """A log of a server. `rotates`: when its oldest part will be deleted, None if unknown or never (`never`
    says which); `preserved`: when it was put aside, None if it was not."""

    number: int
    what: str
    where: str
    rotates: datetime | None
    never: bool
    preserved: datetime | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Task:
    number: int
    what: str
    who: str
    due: datetime | None
    done: datetime | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Draft:
    """The newest text of a draft in one language. `sentences` are pairs of text and the facts that it names;
    `facts` the digest of the facts that it was made from."""

    name: str
    language: str
    sentences: tuple[tuple[str, tuple[str, ...]], ...]
    facts: str
    by: str
    at: datetime
    entry: int
    approved: ResponseEntry | None = None


@dataclass(slots=True, kw_only=True)
class Response:
    """The state of one response. `steps`: closed by a person, `Word.NO` where one is not needed."""

    milestones: dict[str, Moment] = field(default_factory=dict)
    answers: dict[str, Statement] = field(default_factory=dict)
    logs: dict[int, LogSource] = field(default_factory=dict)
    steps: dict[str, Statement] = field(default_factory=dict)
    custody: list[ResponseEntry] = field(default_factory=list)
    decisions: list[ResponseEntry] = field(default_factory=list)
    roles: dict[str, str] = field(default_factory=dict)
    tasks: dict[int, Task] = field(default_factory=dict)
    met: dict[str, Moment] = field(default_factory=dict)
    drafts: dict[tuple[str, str], Draft] = field(default_factory=dict)
    exports: list[ResponseEntry] = field(default_factory=list)

    def word(self, question: str) -> Word | None:
        """None: nobody was asked yet."""
        stored_answer = self.answers.get(question)
        return stored_answer.word if stored_answer else None


def response_of(entries: Iterable[ResponseEntry]) -> Response:
    """Adds up the entries, oldest first."""
    found = Response()
    for entry in entries:
        _ADD[entry.kind](found, entry)
    return found


def _text(body: Mapping[str, Json], key: str) -> str:
    return str(body.get(key, ""))


def _time(value: Json) -> datetime | None:
    try:
        return timestamps.parse_utc(value)
    except ValueError:
        return None


def _moment(entry: ResponseEntry, how: str) -> Moment:
    return Moment(at=_time(entry.body["at"]) or entry.at, how=_text(entry.body, how), entry=entry.seq)


def _said(entry: ResponseEntry, word: Word) -> Statement:
    return Statement(word=word, why=_text(entry.body, "why"), by=entry.by, at=entry.at, entry=entry.seq)


def _add_moment(found: Response, entry: ResponseEntry) -> None:
    found.milestones[_text(entry.body, "moment")] = _moment(entry, "how")


def _add_answer(found: Response, entry: ResponseEntry) -> None:
    found.answers[_text(entry.body, "question")] = _said(entry, Word(_text(entry.body, "word")))


def _add_log(found: Response, entry: ResponseEntry) -> None:
    number = len(found.logs) + 1
    found.logs[number] = LogSource(
        number=number,
        what=_text(entry.body, "what"),
        where=_text(entry.body, "where"),
        rotates=_time(entry.body["rotates"]),
        never=entry.body["rotates"] == "never",
    )


def _preserve_log(found: Response, entry: ResponseEntry) -> None:
    number = entry.body["log"]
    if isinstance(number, int) and number in found.logs:
        found.logs[number] = replace(found.logs[number], preserved=entry.at)


def _add_step(found: Response, entry: ResponseEntry) -> None:
    found.steps[_text(entry.body, "step")] = _said(entry, Word.YES if entry.body["done"] else Word.NO)


def _add_role(found: Response, entry: ResponseEntry) -> None:
    found.roles[_text(entry.body, "role")] = _text(entry.body, "who")


def _add_task(found: Response, entry: ResponseEntry) -> None:
    number, body = len(found.tasks) + 1, entry.body
    found.tasks[number] = Task(
        number=number, what=_text(body, "what"), who=_text(body, "who"), due=_time(body.get("due"))
    )


def _end_task(found: Response, entry: ResponseEntry) -> None:
    number = entry.body["task"]
    if isinstance(number, int) and number in found.tasks:
        found.tasks[number] = replace(found.tasks[number], done=entry.at)


def _add_met(found: Response, entry: ResponseEntry) -> None:
    found.met[_text(entry.body, "deadline")] = _moment(entry, "reference")


def _add_draft(found: Response, entry: ResponseEntry) -> None:
    name, language = _text(entry.body, "draft"), _text(entry.body, "language")
    found.drafts[name, language] = Draft(
        name=name,
        language=language,
        sentences=tuple(_sentences(entry.body["sentences"])),
        facts=_text(entry.body, "facts"),
        by=entry.by,
        at=entry.at,
        entry=entry.seq,
    )


def _sentences(stored: Json) -> Iterable[tuple[str, tuple[str, ...]]]:
    for one in _list(stored):
        if isinstance(one, list) and len(one) == 2 and isinstance(one[1], list):
            yield str(one[0]), tuple(map(str, one[1]))


def _approve(found: Response, entry: ResponseEntry) -> None:
    """Only of the newest text: whoever edits it afterwards needs a new approval."""
    key = _text(entry.body, "draft"), _text(entry.body, "language")
    draft = found.drafts.get(key)
    if draft is not None and draft.entry == entry.body["entry"]:
        found.drafts[key] = replace(draft, approved=entry)


_ADD: Mapping[EntryKind, Callable[[Response, ResponseEntry], None]] = {
    EntryKind.MOMENT: _add_moment,
    EntryKind.ANSWER: _add_answer,
    EntryKind.LOG_SOURCE: _add_log,
    EntryKind.LOG_PRESERVED: _preserve_log,
    EntryKind.STEP: _add_step,
    EntryKind.CUSTODY: lambda found, entry: found.custody.append(entry),
    EntryKind.DECISION: lambda found, entry: found.decisions.append(entry),
    EntryKind.ROLE: _add_role,
    EntryKind.TASK: _add_task,
    EntryKind.TASK_DONE: _end_task,
    EntryKind.MET: _add_met,
    EntryKind.DRAFT: _add_draft,
    EntryKind.APPROVAL: _approve,
    EntryKind.EXPORT: lambda found, entry: found.exports.append(entry),
}


def files_of(entries: Sequence[ResponseEntry]) -> list[tuple[ResponseEntry, dict[str, Json]]]:
    """Every file of the custody entries, with the entry that took it."""
    return [
        (entry, file)
        for entry in entries
        for file in _list(entry.body.get("files"))
        if isinstance(file, dict)
    ]


def _list(stored: Json) -> list[Json]:
    return stored if isinstance(stored, list) else []
