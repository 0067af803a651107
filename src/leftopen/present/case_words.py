"""What the states and events of a case are called: the same in the console, on the command line and in the
audit log."""

from __future__ import annotations

import re
from collections.abc import Mapping

from leftopen.model.case import CaseEventKind, CaseState
from leftopen.model.facts import Json

STATES: Mapping[CaseState, str] = {
    CaseState.SAID_CLOSED: "closed without proof",
    CaseState.FALSE_POSITIVE: "false positive",
    CaseState.TAKEN_OVER: "continued as another case",
}
EVENTS: Mapping[CaseEventKind, str] = {
    CaseEventKind.LOOKED: "checked",
    CaseEventKind.COUNTED: "checked",
    CaseEventKind.MARKED_FALSE: "marked as false positive",
    CaseEventKind.CLOSED_BY_WORD: "closed without proof",
    CaseEventKind.WENT_SILENT: "went silent",
    CaseEventKind.TAKEN_OVER: "continued as another case",
    CaseEventKind.DUE_SET: "due date set",
    CaseEventKind.COMMENTED: "comment",
    CaseEventKind.RESPONDED: "response",
}
"""Both: those whose name is not the value itself."""
_SAYS = re.compile(r" (?:readable|usable|accessible) without (?:a password|authentication)$")


def state_words(state: CaseState) -> str:
    return STATES.get(state, state.value)


def event_words(kind: CaseEventKind) -> str:
    return EVENTS.get(kind, kind.value)


def what_is_open(title: str) -> str:
    """What the English title of a check names, without that it is readable: for a sentence that says so."""
    return _SAYS.sub("", title)


def where(line: Mapping[str, Json]) -> str:
    """The endpoint of a case or a verdict, as its JSON line has it, with the name of its site."""
    name = line.get("hostname")
    return f"{name} ({line['endpoint']})" if name else str(line["endpoint"])
