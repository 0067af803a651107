"""The state of a response as text."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, cast

from leftopen.cli._output import Line, Output
from leftopen.translate import ENGLISH, Message, Value, plural_message

if TYPE_CHECKING:
    from leftopen.model.facts import Json
    from leftopen.model.response import ResponseEntry

MARKS = {"done": "[x]", "not needed": "[-]", "open": "[ ]", "outdated": "[~]"}


def status(lines: Sequence[Line], out: Output, language: str = ENGLISH) -> None:
    """The whole page: what is wrong first, then what is urgent."""
    head = lines[0]
    for wrong in _list(head["wrong"]):
        out.text(f"WARNING: {wrong}")
    entries = plural_message(cast(int, head["entries"]), "{n} entry", "{n} entries")
    files = plural_message(cast(int, head["files"]), "{n} file", "{n} files")
    case = str(head["case"])[:8]
    log = _said("response to case {case}: {entries}, {files} in custody", language, case=case,
                entries=entries, files=files)  # fmt: skip
    out.text(log)
    roles = head["roles"]
    if isinstance(roles, dict) and roles:
        from leftopen.impact.respond.entry_text import ROLES

        named = ", ".join(f"{ROLES[role].text(language)} {who}" for role, who in roles.items())
        out.text(_said("roles: {roles}", language, roles=named))
    _clocks(_of("clock", lines), out, language)
    _questions(_of("question", lines), out, language)
    for line in lines:
        if line["type"] == "other_laws":
            names = ", ".join(map(str, _list(line["names"])))
            out.text(_said("Answer these laws of other countries too if they may apply: {names}", language,
                           names=names))  # fmt: skip
        elif line["type"] == "due":
            out.text(_said("still due, as the draft {draft} says: {text}", language, draft=str(line["draft"]),
                           text=str(line["text"])))  # fmt: skip
    _logs(_of("log_source", lines), out, language)
    out.text(_said("checklist:", language))
    for line in _of("step", lines):
        out.text(f"  {_step(line, language)}")
    _tasks(_of("task", lines), out, language)
    if head["next"]:
        out.text(_said("next: {step}", language, step=str(head["next"])))
        out.text(f"      {head['next_command']}")


def _of(kind: str, lines: Sequence[Line]) -> list[Line]:
    return [line for line in lines if line["type"] == kind]


def _said(text: str, language: str, /, **values: Value) -> str:
    return Message(id=text, values=values).text(language)


def _step(line: Line, language: str) -> str:
    why = f" ({line['why']})" if line["why"] else ""
    if line["state"] == "outdated":
        text = _said("the facts have changed since", language)
        return f"{MARKS['outdated']} {line['name']}: {text}: {line['title']}"
    return f"{MARKS[str(line['state'])]} {line['name']!s:14} {line['title']}{why}"


def deadlines(lines: Sequence[Line], out: Output, language: str = ENGLISH) -> None:
    """Each with its clock, its notes and its source; the note and the source of a law once."""
    shown: set[str] = set()
    for line in lines:
        _clock(line, out, language, "  ")
        if str(line["law"]) not in shown:
            shown.add(str(line["law"]))
            source, dated = str(line["source"]), str(line["dated"])
            out.text(f"  {line['law_note']}")
            text = _said("source: {source} (as of {dated})", language, source=source, dated=dated)
            out.text(f"  {text} {line['url']}")
            out.text(f"  {line['checked']}")
    _not_advice(out, language)


def _clock(line: Line, out: Output, language: str, indent: str) -> None:
    out.text(f"{indent[2:]}{line['law']}: {line['title']}")
    out.text(f"{indent}{line['name']}: {clock_text(line, language)}")
    out.text(f"{indent}{line['note']}")


def clock_text(line: Line, language: str = ENGLISH) -> str:
    """What the clock says, in a few words."""
    left, times = line["seconds_left"], {name: _moment(line[name]) for name in ("due", "begun", "met")}
    span = hours_text(left, language) if isinstance(left, int) else ""
    words = {"question": str(line["question"]), "moment": str(line["waits_for"]), "span": span}
    said = {
        "asked": _said("question: {question}", language, **words),
        "not_applicable": _said("does not apply", language),
        "waiting": _said("waiting: record when {moment}", language, **words),
        "running": _said("{span} left, until {due}", language, **words, **times),
        "no_date": _said("without undue delay, since {begun}", language, **times),
        "over": _said("overdue by {span}: it was due {due}", language, **words, **times),
        "met": _said("met {met}", language, **times),
        "met_late": _said("met late {met}: it was due {due}", language, **times),
    }
    return said[str(line["state"])]


def hours_text(seconds: int, language: str = ENGLISH) -> str:
    """To the minute up to four days, for a clock: `67 h 10 min`. Rounded down."""
    minutes = abs(seconds) // 60
    if minutes >= 4 * 24 * 60:
        return plural_message(minutes // (24 * 60), "{n} day", "{n} days").text(language)
    return f"{minutes // 60} h {minutes % 60} min" if minutes >= 60 else f"{minutes} min"


def entry_text(entry: ResponseEntry, message: Message, language: str = ENGLISH) -> str:
    """One line of the log."""
    return f"{entry.seq:>4}  {entry.at:%Y-%m-%d %H:%M:%S} UTC  {entry.by}  {message.text(language)}"


def _not_advice(out: Output, language: str) -> None:
    out.text(
        _said(
            "These deadlines are not legal advice. Ask counsel which laws apply and what they require.",
            language,
        )
    )


def _clocks(lines: Sequence[Line], out: Output, language: str) -> None:
    if not lines:
        out.text(_said("deadlines: none is running; a deadline starts once you confirm that the law applies",
                       language))  # fmt: skip
        return
    out.text(_said("clocks:", language))
    for line in lines:
        _clock(line, out, language, "    ")
    _not_advice(out, language)


def _questions(lines: Sequence[Line], out: Output, language: str) -> None:
    if lines:
        out.text(_said("open questions:", language))
    for line in lines:
        word = f" ({_said('answered: unknown', language)})" if line["word"] == "unknown" else ""
        out.text(f"  {line['name']!s:14} {line['question']}{word}")


def _logs(lines: Sequence[Line], out: Output, language: str) -> None:
    if lines:
        out.text(_said("logs:", language))
    for line in lines:
        out.text(f"  {line['number']}. {line['what']} ({line['where']}): {_log_words(line, language)}")


def _log_words(line: Line, language: str) -> str:
    if line["preserved"]:
        return _said("preserved {at}", language, at=_moment(line["preserved"]))
    left = line["seconds_left"]
    if not isinstance(left, int) and line["rotates"] == "never":
        return _said("NOT preserved; it never rotates", language)
    if not isinstance(left, int):
        return _said("NOT preserved; rotation time not known", language)
    span = hours_text(left, language)
    if left < 0:
        return _said("NOT preserved; it rotated {span} ago", language, span=span)
    at = _moment(line["rotates"])
    return _said("NOT preserved; it rotates in {span}, {at}", language, span=span, at=at)


def _tasks(lines: Sequence[Line], out: Output, language: str) -> None:
    if lines:
        out.text(_said("tasks:", language))
    for line in lines:
        due = _said(", due {at}", language, at=_moment(line["due"])) if line["due"] else ""
        state = "[x]" if line["done"] else "[ ]"
        late = f" {_said('LATE', language)}" if line["late"] else ""
        out.text(f"  {state} {line['number']}. {line['what']} ({line['who']}{due}){late}")


def _moment(value: Json) -> str:
    text = str(value or "")
    return f"{text[:10]} {text[11:16]} UTC" if text else ""


def _list(value: Json) -> list[Json]:
    return value if isinstance(value, list) else []
