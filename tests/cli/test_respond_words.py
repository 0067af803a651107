"""The words of the checklist of a response in the terminal."""

from __future__ import annotations

import pytest

from leftopen.cli._output import Output
from leftopen.cli._respond_text import status
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
