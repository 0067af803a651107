"""Each entry of a response as one sentence."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from string import Formatter

from leftopen.impact.respond.checklist import STEPS
from leftopen.impact.respond.draft_templates import templates
from leftopen.impact.respond.facts import message
from leftopen.impact.respond.milestones import MILESTONES
from leftopen.impact.respond.questions import laws, questions
from leftopen.impact.respond.response import Response, response_of
from leftopen.model.facts import Json
from leftopen.model.response import EntryKind, ResponseEntry
from leftopen.present import timestamps
from leftopen.present.one_line import one_line
from leftopen.translate import N_, Message, plural_message

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
    "letters": N_("letters to affected people"),
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


_SENTENCES: Mapping[EntryKind, Message] = {
    EntryKind.MOMENT: N_("Recorded that at {at} {moment}{how}."),
    EntryKind.ANSWER: N_("Answered “{word}” to the question “{question}”{why}."),
    EntryKind.LOG_SOURCE: N_("Listed the log {what} ({where}), to be preserved; {rotates}."),
    EntryKind.LOG_PRESERVED: N_("Preserved the log {log}{note}."),
    EntryKind.STEP: N_("{done}: {step}{why}."),
    EntryKind.CUSTODY: N_("Took {files} from {source} into custody{note}."),
    EntryKind.DECISION: N_("Decided: {what}{why}."),
    EntryKind.ROLE: N_("Gave the role “{role}” to {who}."),
    EntryKind.TASK: N_("Gave {who} a task: {what}{due}."),
    EntryKind.TASK_DONE: N_("Recorded as done the task: {task}{note}."),
    EntryKind.MET: N_("Recorded as met at {at}: {deadline}{reference}."),
    EntryKind.DRAFT: N_("Saved the draft “{draft}” {language}."),
    EntryKind.APPROVAL: N_("Approved the draft “{draft}” {language}."),
    EntryKind.EXPORT: N_("Exported {exported} as {name}, SHA-256 {sha256}."),
}


def sentence(entry: ResponseEntry, state: Response) -> Message:
    """`state`: all entries added up, for what an entry names by its number."""
    text, body = _SENTENCES[entry.kind].id, entry.body
    places = [name for _, name, _, _ in Formatter().parse(text) if name]
    return message(text, **{name: _value(name, body, state) for name in places})


def _value(place: str, body: Body, state: Response) -> Message | str:
    """What stands at a place of a sentence: a name of the body as people say it, or its text."""
    if place in _NAMES:
        return _of(_NAMES[place](), body, place)
    if place in ("how", "why", "note", "reference"):
        return _bracket(body, place)
    return _VALUES[place](body, state) if place in _VALUES else _text(body, place)


def _rotates(body: Body) -> Message:
    return ROTATES.get(str(body.get("rotates"))) or message("it rotates at {at}", at=_time(body, "rotates"))


def _log(body: Body, state: Response) -> str:
    log = state.logs.get(_number(body, "log"))
    return f"{log.what} ({log.where})" if log else _text(body, "log")


def _files(body: Body) -> Message:
    files = body.get("files")
    return plural_message(len(files) if isinstance(files, list) else 0, "{n} file", "{n} files")


def _task(body: Body, state: Response) -> str:
    task = state.tasks.get(_number(body, "task"))
    return task.what if task else _text(body, "task")


_NAMES: Mapping[str, Callable[[], Mapping[str, Message]]] = {
    "moment": lambda: MILESTONES,
    "word": lambda: WORDS,
    "question": questions,
    "step": lambda: {one.name: one.title for one in STEPS},
    "role": lambda: ROLES,
    "language": lambda: LANGUAGES,
}
_VALUES: Mapping[str, Callable[[Body, Response], Message | str]] = {
    "at": lambda body, _: _time(body, "at"),
    "rotates": lambda body, _: _rotates(body),
    "log": _log,
    "done": lambda body, _: N_("Done") if body.get("done") else N_("Not needed"),
    "files": lambda body, _: _files(body),
    "due": lambda body, _: N_(", due {at}", at=_time(body, "due")) if body.get("due") else NOTHING,
    "task": _task,
    "deadline": lambda body, _: _deadline(_text(body, "deadline")),
    "draft": lambda body, _: _title(_text(body, "draft")),
    "exported": lambda body, _: _exported(_text(body, "what")),
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
    statement = _text(body, key).rstrip(".")
    return N_(" ({said})", said=statement) if statement else NOTHING


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
    return N_(templates()[name].title) if name in templates() else Message(id=name)


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
