"""The state of a response as text."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, cast

from leftopen.cli._output import Line, Output
from leftopen.present.humanize import format_count

if TYPE_CHECKING:
    from leftopen.model.facts import Json
    from leftopen.model.response import ResponseEntry
    from leftopen.translate import Message

NOT_ADVICE = "These deadlines are not legal advice. Ask counsel which laws apply and what they require."
MARKS = {"done": "[x]", "not needed": "[-]", "open": "[ ]", "outdated": "[~]"}


def status(lines: Sequence[Line], out: Output) -> None:
    """The whole page: what is wrong first, then what is urgent."""
    head = lines[0]
    for wrong in _list(head["wrong"]):
        out.text(f"WARNING: {wrong}")
    entries = format_count(cast(int, head["entries"]), "entry", "entries")
    log = f"{entries}, {format_count(cast(int, head['files']), 'file')} in custody"
    out.text(f"response to case {str(head['case'])[:8]}: {log}")
    roles = head["roles"]
    if isinstance(roles, dict) and roles:
        out.text("roles: " + ", ".join(f"{role} {who}" for role, who in roles.items()))
    _clocks([line for line in lines if line["type"] == "clock"], out)
    _questions([line for line in lines if line["type"] == "question"], out)
    for line in lines:
        if line["type"] == "other_laws":
            names = ", ".join(map(str, _list(line["names"])))
            out.text(f"Answer these laws of other countries too if they may apply: {names}")
        elif line["type"] == "due":
            out.text(f"still due, as the draft {line['draft']} says: {line['text']}")
    _logs([line for line in lines if line["type"] == "log_source"], out)
    out.text("checklist:")
    for line in lines:
        if line["type"] == "step":
            out.text(f"  {_step(line)}")
    _tasks([line for line in lines if line["type"] == "task"], out)
    if head["next"]:
        out.text(f"next: {head['next']}")
        out.text(f"      {head['next_command']}")


def _step(line: Line) -> str:
    why = f" ({line['why']})" if line["why"] else ""
    if line["state"] == "outdated":
        return f"{MARKS['outdated']} {line['name']}: the facts have changed since: {line['title']}"
    return f"{MARKS[str(line['state'])]} {line['name']!s:14} {line['title']}{why}"


def deadlines(lines: Sequence[Line], out: Output) -> None:
    """Each with its clock, its notes and its source; the note and the source of a law once."""
    shown: set[str] = set()
    for line in lines:
        out.text(f"{line['law']}: {line['title']}")
        out.text(f"  {line['name']}: {clock_text(line)}")
        out.text(f"  {line['note']}")
        if str(line["law"]) not in shown:
            shown.add(str(line["law"]))
            out.text(f"  {line['law_note']}")
            out.text(f"  source: {line['source']} (as of {line['dated']}) {line['url']}")
            out.text(f"  {line['checked']}")
    out.text(NOT_ADVICE)


def clock_text(line: Line) -> str:
    """What the clock says, in a few words."""
    state, due = str(line["state"]), _moment(line["due"])
    left = line["seconds_left"]
    span = hours_text(left) if isinstance(left, int) else ""
    return {
        "asked": f"question: {line['question']}",
        "not_applicable": "does not apply",
        "waiting": f"waiting: record when {line['waits_for']}",
        "running": f"{span} left, until {due}",
        "no_date": f"without undue delay, since {_moment(line['begun'])}",
        "over": f"overdue by {span}: it was due {due}",
        "met": f"met {_moment(line['met'])}",
        "met_late": f"met late {_moment(line['met'])}: it was due {due}",
    }[state]


def hours_text(seconds: int) -> str:
    """To the minute up to four days, for a clock: `67 h 10 min`. Rounded down."""
    minutes = abs(seconds) // 60
    if minutes >= 4 * 24 * 60:
        return f"{minutes // (24 * 60)} days"
    return f"{minutes // 60} h {minutes % 60} min" if minutes >= 60 else f"{minutes} min"


def entry_text(entry: ResponseEntry, message: Message) -> str:
    """One line of the log."""
    return f"{entry.seq:>4}  {entry.at:%Y-%m-%d %H:%M:%S} UTC  {entry.by}  {message}"


def _clocks(lines: Sequence[Line], out: Output) -> None:
    if not lines:
        out.text("deadlines: none is running; a deadline starts once you confirm that the law applies")
        return
    out.text("clocks:")
    for line in lines:
        out.text(f"  {line['law']}: {line['title']}")
        out.text(f"    {line['name']}: {clock_text(line)}")
        out.text(f"    {line['note']}")
    out.text(NOT_ADVICE)


def _questions(lines: Sequence[Line], out: Output) -> None:
    if lines:
        out.text("open questions:")
    for line in lines:
        word = " (answered: unknown)" if line["word"] == "unknown" else ""
        out.text(f"  {line['name']!s:14} {line['question']}{word}")


def _logs(lines: Sequence[Line], out: Output) -> None:
    if lines:
        out.text("logs:")
    for line in lines:
        out.text(f"  {line['number']}. {line['what']} at {line['where']}: {_log_words(line)}")


def _log_words(line: Line) -> str:
    if line["preserved"]:
        return f"preserved {_moment(line['preserved'])}"
    left = line["seconds_left"]
    if not isinstance(left, int):
        never = line["rotates"] == "never"
        return "NOT preserved; it never rotates" if never else "NOT preserved; rotation time not known"
    span = hours_text(left)
    if left < 0:
        return f"NOT preserved; it rotated {span} ago"
    return f"NOT preserved; it rotates in {span}, {_moment(line['rotates'])}"


def _tasks(lines: Sequence[Line], out: Output) -> None:
    if lines:
        out.text("tasks:")
    for line in lines:
        due = f", due {_moment(line['due'])}" if line["due"] else ""
        state = "[x]" if line["done"] else "[ ]"
        late = " LATE" if line["late"] else ""
        out.text(f"  {state} {line['number']}. {line['what']} ({line['who']}{due}){late}")


def _moment(value: Json) -> str:
    text = str(value or "")
    return f"{text[:10]} {text[11:16]} UTC" if text else ""


def _list(value: Json) -> list[Json]:
    return value if isinstance(value, list) else []
