"""Each entry of a response as one sentence, in both languages."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence

from leftopen import catalogue
from leftopen.impact.respond.checklist import STEPS
from leftopen.impact.respond.drafting import DraftTemplate
from leftopen.impact.respond.facts import message
from leftopen.impact.respond.milestones import MILESTONES
from leftopen.impact.respond.questions import laws, questions
from leftopen.impact.respond.response import Response, response_of
from leftopen.model.facts import Json
from leftopen.model.response import EntryKind, ResponseEntry
from leftopen.present import timestamps
from leftopen.present.one_line import one_line
from leftopen.translate import N_, Message, counted

Body = Mapping[str, Json]
LONGEST = 600
NOTHING = N_("")
WORDS = {
    "yes": N_("yes"),
    "no": N_("no"),
    "unknown": N_("not known"),
}
ROLES = {
    "lead": N_("lead"),
    "technical": N_("technical"),
    "legal": N_("legal"),
    "communications": N_("communications"),
}
LANGUAGES = {
    "en": N_("in English"),
    "fr": N_("in French"),
}
FILES = {
    "impact report": N_("the impact report"),
    "custody log": N_("the custody log"),
}
ROTATES = {
    "never": N_("it never rotates"),
    "unknown": N_("when it rotates is not known"),
}
_DRAFT = re.compile(r"(?:draft )?(?P<name>\w+)(?: \((?P<language>\w+)\))?")


def sentences(entries: Sequence[ResponseEntry]) -> dict[str, Message]:
    """Of every entry of one response, by its hash."""
    state = response_of(entries)
    return {entry.hash: sentence(entry, state) for entry in entries}


def sentence(entry: ResponseEntry, state: Response) -> Message:
    """`state`: all entries added up, for what an entry names by its number."""
    return _SAY[entry.kind](entry.body, state)


def _moment(body: Body, state: Response) -> Message:
    return message(
        "Recorded that at {at} {what}{how}.",
        at=_time(body, "at"),
        what=_of(MILESTONES, body, "moment"),
        how=_bracket(body, "how"),
    )


def _answer(body: Body, state: Response) -> Message:
    return message(
        "Answered “{word}” to the question “{question}”{why}.",
        word=_of(WORDS, body, "word"),
        question=_of(questions(), body, "question"),
        why=_bracket(body, "why"),
    )


def _log_source(body: Body, state: Response) -> Message:
    rotates = ROTATES.get(str(body.get("rotates"))) or message(
        "it rotates at {at}", at=_time(body, "rotates")
    )
    return message(
        "Listed the log {what} ({where}), to be preserved; {rotates}.",
        what=_text(body, "what"),
        where=_text(body, "where"),
        rotates=rotates,
    )


def _log_preserved(body: Body, state: Response) -> Message:
    log = state.logs.get(_number(body, "log"))
    return message(
        "Put the log {log} aside{note}.",
        log=f"{log.what} ({log.where})" if log else _text(body, "log"),
        note=_bracket(body, "note"),
    )


def _step(body: Body, state: Response) -> Message:
    step = next((one.title for one in STEPS if one.name == body.get("step")), Message(id=_text(body, "step")))
    done = message("Done") if body.get("done") else message("Not needed")
    return message("{done}: {step}{why}.", done=done, step=step, why=_bracket(body, "why"))


def _custody(body: Body, state: Response) -> Message:
    files = body.get("files")
    return message(
        "Took {files} from {source} into custody{note}.",
        files=counted(len(files) if isinstance(files, list) else 0, "{n} file", "{n} files"),
        source=_text(body, "source"),
        note=_bracket(body, "note"),
    )


def _decision(body: Body, state: Response) -> Message:
    return message(
        "Decided: {what}{why}.",
        what=_text(body, "what"),
        why=_bracket(body, "why"),
    )


def _role(body: Body, state: Response) -> Message:
    return message(
        "Gave the role “{role}” to {who}.",
        role=_of(ROLES, body, "role"),
        who=_text(body, "who"),
    )


def _task(body: Body, state: Response) -> Message:
    due = message(", due {at}", at=_time(body, "due")) if body.get("due") else NOTHING
    return message(
        "Gave {who} a task: {what}{due}.",
        who=_text(body, "who"),
        what=_text(body, "what"),
        due=due,
    )


def _task_done(body: Body, state: Response) -> Message:
    task = state.tasks.get(_number(body, "task"))
    return message(
        "Recorded as done the task: {task}{note}.",
        task=task.what if task else _text(body, "task"),
        note=_bracket(body, "note"),
    )


def _met(body: Body, state: Response) -> Message:
    return message(
        "Recorded as met at {at}: {deadline}{reference}.",
        at=_time(body, "at"),
        deadline=_deadline(_text(body, "deadline")),
        reference=_bracket(body, "reference"),
    )


def _draft(body: Body, state: Response) -> Message:
    return message(
        "Saved the draft “{draft}” {language}.",
        draft=_title(_text(body, "draft")),
        language=_of(LANGUAGES, body, "language"),
    )


def _approval(body: Body, state: Response) -> Message:
    return message(
        "Approved the draft “{draft}” {language}.",
        draft=_title(_text(body, "draft")),
        language=_of(LANGUAGES, body, "language"),
    )


def _export(body: Body, state: Response) -> Message:
    return message(
        "Exported {what} as {name}, SHA-256 {sha256}.",
        what=_exported(_text(body, "what")),
        name=_text(body, "name"),
        sha256=_text(body, "sha256"),
    )


_SAY: Mapping[EntryKind, Callable[[Body, Response], Message]] = {
    EntryKind.MOMENT: _moment,
    EntryKind.ANSWER: _answer,
    EntryKind.LOG_SOURCE: _log_source,
    EntryKind.LOG_PRESERVED: _log_preserved,
    EntryKind.STEP: _step,
    EntryKind.CUSTODY: _custody,
    EntryKind.DECISION: _decision,
    EntryKind.ROLE: _role,
    EntryKind.TASK: _task,
    EntryKind.TASK_DONE: _task_done,
    EntryKind.MET: _met,
    EntryKind.DRAFT: _draft,
    EntryKind.APPROVAL: _approval,
    EntryKind.EXPORT: _export,
}


def _text(body: Body, key: str) -> str:
    return one_line(str(body.get(key, "")), LONGEST)


def _number(body: Body, key: str) -> int:
    number = body.get(key)
    return number if isinstance(number, int) else 0


def _of(names: Mapping[str, Message], body: Body, key: str) -> Message:
    """What a name stands for; the name itself where an earlier version knew it and this one does not."""
    return names.get(_text(body, key)) or Message(id=_text(body, key))


def _bracket(body: Body, key: str) -> Message:
    """What a person added, '' where nothing was."""
    said = _text(body, key).rstrip(".")
    return N_(" ({said})", said=said) if said else NOTHING


def _time(body: Body, key: str) -> str:
    try:
        return f"{timestamps.parse_utc(body.get(key)):%Y-%m-%d %H:%M} UTC"
    except ValueError:
        return _text(body, key)


def _deadline(name: str) -> Message:
    law = laws().get(name.partition(".")[0])
    found = next((one for one in law.deadlines if one.name == name.partition(".")[2]), None) if law else None
    if law is None or found is None:
        return Message(id=name)
    return message("{law}, {title}", law=law.title, title=found.title)


def _title(name: str) -> Message:
    templates = catalogue.load("impact/respond/drafts", "draft", DraftTemplate)
    return templates[name].title if name in templates else Message(id=name)


def _exported(what: str) -> Message:
    """A draft is named with its language on the command line, and without it on the page."""
    match = _DRAFT.fullmatch(what)
    if what in FILES or match is None:
        return FILES.get(what) or Message(id=what)
    language = LANGUAGES.get(match["language"] or "")
    return message(
        "the draft “{title}”{language}",
        title=_title(match["name"]),
        language=N_(" {language}", language=language) if language else NOTHING,
    )
