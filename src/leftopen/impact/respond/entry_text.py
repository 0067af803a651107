"""Each entry of a response as one sentence, in both languages."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence

from leftopen import catalogue
from leftopen.impact.respond.checklist import STEPS
from leftopen.impact.respond.drafting import DraftTemplate
from leftopen.impact.respond.facts import both, many
from leftopen.impact.respond.milestones import MILESTONES
from leftopen.impact.respond.questions import laws, questions
from leftopen.impact.respond.response import Response, response_of
from leftopen.model.bilingual import Bilingual
from leftopen.model.facts import Json
from leftopen.model.response import EntryKind, ResponseEntry
from leftopen.present import timestamps
from leftopen.present.one_line import one_line

Body = Mapping[str, Json]
LONGEST = 600
NOTHING = Bilingual(en="", fr="")
WORDS = {
    "yes": Bilingual(en="yes", fr="oui"),
    "no": Bilingual(en="no", fr="non"),
    "unknown": Bilingual(en="not known", fr="pas connu"),
}
ROLES = {
    "lead": Bilingual(en="lead", fr="direction"),
    "technical": Bilingual(en="technical", fr="technique"),
    "legal": Bilingual(en="legal", fr="droit"),
    "communications": Bilingual(en="communications", fr="communication"),
}
LANGUAGES = {
    "en": Bilingual(en="in English", fr="en anglais"),
    "fr": Bilingual(en="in French", fr="en français"),
}
FILES = {
    "impact report": Bilingual(en="the impact report", fr="le rapport d’impact"),
    "custody log": Bilingual(en="the custody log", fr="le journal de garde"),
}
ROTATES = {
    "never": Bilingual(en="it never rotates", fr="il n’est jamais remplacé"),
    "unknown": Bilingual(en="when it rotates is not known", fr="l’heure de sa rotation n’est pas connue"),
}
_DRAFT = re.compile(r"(?:draft )?(?P<name>\w+)(?: \((?P<language>\w+)\))?")


def sentences(entries: Sequence[ResponseEntry]) -> dict[str, Bilingual]:
    """Of every entry of one response, by its hash."""
    state = response_of(entries)
    return {entry.hash: sentence(entry, state) for entry in entries}


def sentence(entry: ResponseEntry, state: Response) -> Bilingual:
    """`state`: all entries added up, for what an entry names by its number."""
    return _SAY[entry.kind](entry.body, state)


def _moment(body: Body, state: Response) -> Bilingual:
    return both(
        "Recorded that at {at} {what}{how}.",
        "A noté que le {at} {what}{how}.",
        at=_time(body, "at"),
        what=_of(MILESTONES, body, "moment"),
        how=_bracket(body, "how"),
    )


def _answer(body: Body, state: Response) -> Bilingual:
    return both(
        "Answered “{word}” to the question “{question}”{why}.",
        "A répondu « {word} » à la question « {question} »{why}.",
        word=_of(WORDS, body, "word"),
        question=_of(questions(), body, "question"),
        why=_bracket(body, "why"),
    )


def _log_source(body: Body, state: Response) -> Bilingual:
    rotates = ROTATES.get(str(body.get("rotates"))) or both(
        "it rotates at {at}", "sa rotation est le {at}", at=_time(body, "rotates")
    )
    return both(
        "Listed the log {what} ({where}), to be preserved; {rotates}.",
        "A inscrit le journal {what} ({where}), à préserver ; {rotates}.",
        what=_text(body, "what"),
        where=_text(body, "where"),
        rotates=rotates,
    )


def _log_preserved(body: Body, state: Response) -> Bilingual:
    log = state.logs.get(_number(body, "log"))
    return both(
        "Put the log {log} aside{note}.",
        "A mis de côté le journal {log}{note}.",
        log=f"{log.what} ({log.where})" if log else _text(body, "log"),
        note=_bracket(body, "note"),
    )


def _step(body: Body, state: Response) -> Bilingual:
    step = next((one.title for one in STEPS if one.name == body.get("step")), _same(_text(body, "step")))
    done = both("Done", "Fait") if body.get("done") else both("Not needed", "Pas nécessaire")
    return both(
        "{done}: {step}{why}.", "{done} : {step}{why}.", done=done, step=step, why=_bracket(body, "why")
    )


def _custody(body: Body, state: Response) -> Bilingual:
    files = body.get("files")
    return both(
        "Took {files} from {source} into custody{note}.",
        "A pris sous garde {files} de {source}{note}.",
        files=many(len(files) if isinstance(files, list) else 0, ("file", "files"), ("fichier", "fichiers")),
        source=_text(body, "source"),
        note=_bracket(body, "note"),
    )


def _decision(body: Body, state: Response) -> Bilingual:
    return both(
        "Decided: {what}{why}.",
        "A décidé : {what}{why}.",
        what=_text(body, "what"),
        why=_bracket(body, "why"),
    )


def _role(body: Body, state: Response) -> Bilingual:
    return both(
        "Gave the role “{role}” to {who}.",
        "A confié le rôle « {role} » à {who}.",
        role=_of(ROLES, body, "role"),
        who=_text(body, "who"),
    )


def _task(body: Body, state: Response) -> Bilingual:
    due = both(", due {at}", ", pour le {at}", at=_time(body, "due")) if body.get("due") else NOTHING
    return both(
        "Gave {who} a task: {what}{due}.",
        "A confié à {who} une tâche : {what}{due}.",
        who=_text(body, "who"),
        what=_text(body, "what"),
        due=due,
    )


def _task_done(body: Body, state: Response) -> Bilingual:
    task = state.tasks.get(_number(body, "task"))
    return both(
        "Recorded as done the task: {task}{note}.",
        "A noté comme faite la tâche : {task}{note}.",
        task=task.what if task else _text(body, "task"),
        note=_bracket(body, "note"),
    )


def _met(body: Body, state: Response) -> Bilingual:
    return both(
        "Recorded as met at {at}: {deadline}{reference}.",
        "A noté comme respectée le {at} : {deadline}{reference}.",
        at=_time(body, "at"),
        deadline=_deadline(_text(body, "deadline")),
        reference=_bracket(body, "reference"),
    )


def _draft(body: Body, state: Response) -> Bilingual:
    return both(
        "Saved the draft “{draft}” {language}.",
        "A enregistré le projet « {draft} » {language}.",
        draft=_title(_text(body, "draft")),
        language=_of(LANGUAGES, body, "language"),
    )


def _approval(body: Body, state: Response) -> Bilingual:
    return both(
        "Approved the draft “{draft}” {language}.",
        "A approuvé le projet « {draft} » {language}.",
        draft=_title(_text(body, "draft")),
        language=_of(LANGUAGES, body, "language"),
    )


def _export(body: Body, state: Response) -> Bilingual:
    return both(
        "Exported {what} as {name}, SHA-256 {sha256}.",
        "A exporté {what} sous le nom {name}, SHA-256 {sha256}.",
        what=_exported(_text(body, "what")),
        name=_text(body, "name"),
        sha256=_text(body, "sha256"),
    )


_SAY: Mapping[EntryKind, Callable[[Body, Response], Bilingual]] = {
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


def _same(text: str) -> Bilingual:
    return Bilingual(en=text, fr=text)


def _of(names: Mapping[str, Bilingual], body: Body, key: str) -> Bilingual:
    """What a name stands for; the name itself where an earlier version knew it and this one does not."""
    return names.get(_text(body, key)) or _same(_text(body, key))


def _bracket(body: Body, key: str) -> Bilingual:
    """What a person added, '' where nothing was."""
    said = _text(body, key).rstrip(".")
    return _same(f" ({said})") if said else NOTHING


def _time(body: Body, key: str) -> str:
    try:
        return f"{timestamps.parse_utc(body.get(key)):%Y-%m-%d %H:%M} UTC"
    except ValueError:
        return _text(body, key)


def _deadline(name: str) -> Bilingual:
    law = laws().get(name.partition(".")[0])
    found = next((one for one in law.deadlines if one.name == name.partition(".")[2]), None) if law else None
    if law is None or found is None:
        return _same(name)
    return both("{law}, {title}", "{law}, {title}", law=law.title, title=found.title)


def _title(name: str) -> Bilingual:
    templates = catalogue.load("impact/respond/drafts", "draft", DraftTemplate)
    return templates[name].title if name in templates else _same(name)


def _exported(what: str) -> Bilingual:
    """A draft is named with its language on the command line, and without it on the page."""
    match = _DRAFT.fullmatch(what)
    if what in FILES or match is None:
        return FILES.get(what) or _same(what)
    language = LANGUAGES.get(match["language"] or "")
    return both(
        "the draft “{title}”{language}",
        "le projet « {title} »{language}",
        title=_title(match["name"]),
        language=Bilingual(en=f" {language.en}", fr=f" {language.fr}") if language else NOTHING,
    )
