"""docs/project/writing-a-check.md, from its first command to its last, in a copy of the repository."""

from __future__ import annotations

import shlex
from pathlib import Path

import pytest

from tests.cli.pages import Step, steps
from tests.house.copied import Copy, copy

ROOT = Path(__file__).parents[2]
PAGE = ROOT / "docs" / "project" / "writing-a-check.md"
pytestmark = [pytest.mark.real, pytest.mark.slow, pytest.mark.full]


def done(step: Step, there: Copy) -> str:
    """What the step printed."""
    if step.kind == "console":
        return there.run(*shlex.split(step.text))
    if step.kind == "diff":
        (there.root.parent / "step.diff").write_text(step.text)
        return there.run("git", "apply", str(there.root.parent / "step.diff"))
    named, _, text = step.text.partition("\n")
    file = there.root / named.removeprefix("# ")
    assert not file.exists()
    file.write_text(text)
    return ""


def test_every_command_of_the_page_goes_well(tmp_path: Path) -> None:
    there = copy(tmp_path / "checkout")
    answer = [(step.text, done(step, there)) for step in steps(PAGE)]
    assert len(answer) >= 12
    tests = [(words, out) for words, out in answer if words.startswith("pytest")]
    assert len(tests) == 4
    for words, out in tests:
        last = out.splitlines()[-1]
        assert " passed" in last, f"{words}: {last}"
        assert "skipped" not in last, f"{words}: {last}"
    shown = dict(answer)
    assert "# made_up_open" in shown["leftopen check show made_up_open"]
    assert [line[3:] for line in shown["git status --short"].splitlines()] == [
        "docs/reference/requests.md",
        "tests/sent/requests.jsonl",
        "src/leftopen/checks/made_up_open.py",
        "tests/checks/test_made_up_open.py",
        "tests/servers/programs/made_up.py",
    ]
