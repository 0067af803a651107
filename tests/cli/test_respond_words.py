"""The words of the checklist of a response in the terminal."""

from __future__ import annotations

import re

import pytest

from leftopen.cli._output import Output
from leftopen.cli._respond_text import deadlines, status
from leftopen.impact.respond.clocks import ClockState
from leftopen.model.facts import Json

HEAD: dict[str, Json] = {
    "type": "response", "case": "3fa9" * 8, "entries": 2, "wrong": [], "files": 0, "roles": {}, "next": None,
}  # fmt: skip
STEP: dict[str, Json] = {"type": "step", "name": "leadership", "title": "Tell them", "why": ""}


@pytest.mark.parametrize(
    ("state", "shown"),
    [
        ("done", "[x] leadership     Tell them"),
        ("open", "[ ] leadership     Tell them"),
        ("outdated", "[~] leadership: the facts have changed since: Tell them"),
    ],
)
def test_a_step_says_its_state(capsys: pytest.CaptureFixture[str], state: str, shown: str) -> None:
    status([HEAD, STEP | {"state": state}], Output(json=False, quiet=False))
    assert f"  {shown}\n" in capsys.readouterr().out


DAY = "2026-11-22T09:30:00Z"
CLOCK: dict[str, Json] = {
    "type": "clock", "law": "RGPD", "title": "Notifier", "name": "gdpr.authority", "note": "72 heures.",
    "law_note": "Note.", "source": "JO", "dated": "2016-05-04", "url": "https://law.example", "checked": "",
    "due": "2026-11-23T09:30:00Z", "begun": "2026-11-20T09:30:00Z", "met": DAY,
    "seconds_left": 7_200, "waits_for": "vous avez su", "question": "Faut-il ?",
}  # fmt: skip
LOG: dict[str, Json] = {"type": "log_source", "number": 1, "what": "nginx", "where": "/var"}
TASK: dict[str, Json] = {
    "type": "task", "number": 1, "what": "appeler", "who": "paul", "due": DAY, "done": None, "late": True,
}  # fmt: skip
WHOLE: list[dict[str, Json]] = [
    HEAD | {"roles": {"lead": "maria"}, "next": "Étape", "next_command": "leftopen respond"},
    *(CLOCK | {"state": state.value} for state in ClockState),
    {"type": "question", "name": "gdpr", "question": "Faut-il ?", "word": "unknown"},
    {"type": "other_laws", "names": ["sec_8k"]},
    {"type": "due", "draft": "regulator", "text": "Suite."},
    *(
        LOG | {"preserved": kept, "rotates": at, "seconds_left": left}
        for kept, at, left in ((DAY, None, None), (None, "never", None), (None, "", None), (None, DAY, 9),
                               (None, DAY, -9))
    ),
    STEP | {"title": "Prévenir", "state": "outdated"},
    TASK,
]  # fmt: skip
ENGLISH_WORDS = {
    "advice", "answered", "by", "case", "checklist", "clocks", "custody", "due", "entries", "files",
    "in", "late", "lead", "left", "logs", "met", "next", "not", "of", "open", "overdue", "preserved",
    "question", "questions", "response", "roles", "rotates", "since", "tasks", "the", "to", "unknown",
    "until", "waiting",
}  # fmt: skip


def test_the_state_and_the_deadlines_are_french_where_asked(capsys: pytest.CaptureFixture[str]) -> None:
    """But names, which are typed, and what the program writes as a command."""
    out = Output(json=False, quiet=False)
    status(WHOLE, out, "fr")
    deadlines([CLOCK | {"state": state.value} for state in ClockState], out, "fr")
    text = capsys.readouterr().out.lower()
    words = set(re.findall(r"[^\W\d_]+", text))
    assert (words & ENGLISH_WORDS, "{" in text, "encore 2 h 0 min" in text) == (
        {"question", "questions"},
        False,
        True,
    )
