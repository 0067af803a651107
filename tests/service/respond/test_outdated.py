"""A step that was done from facts that have changed since says so, and is the next one; the log stays."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

from leftopen.model.facts import Json
from leftopen.service.respond import drafts, lines, log, report
from leftopen.service.respond.examine import examine, facts_by_id
from leftopen.service.respond.outdated import MOVING, outdated_steps, report_digest
from leftopen.service.respond.state import load
from leftopen.service.workspace.workspace import Workspace
from tests.service.office import office
from tests.service.respond.incident import CASE, assess, begun, unit


def steps(workspace: Workspace, language: str = "en") -> dict[str, Json]:
    shown = lines.status(workspace, load(workspace, CASE), language)
    return {str(one["name"]): one["state"] for one in shown if one["type"] == "step"}


def head(workspace: Workspace, language: str) -> tuple[str, str]:
    first = lines.status(workspace, load(workspace, CASE), language)[0]
    return str(first["next"]), str(first["next_command"])


def everything_else_done(workspace: Workspace) -> None:
    """By a person's word, so that the two steps of the drafts are what is next."""
    for step in load(workspace, CASE).steps():
        if step.open and step.step.name not in ("leadership", "report"):
            log.step(workspace, CASE, step.step.name, done=False, why="not here")


def test_what_was_approved_and_signed_is_outdated_by_a_new_fact_and_done_again(tmp_path: Path) -> None:
    with office(tmp_path / "it") as workspace:
        begun(workspace)
        everything_else_done(workspace)
        assert outdated_steps(workspace, load(workspace, CASE)) == frozenset()
        drafts.approve(workspace, CASE, "leadership", "en", by="paul")
        report.write(workspace, CASE, tmp_path / "one.html", "en", by="maria")
        assert (steps(workspace)["leadership"], steps(workspace)["report"]) == ("done", "done")
        entries = load(workspace, CASE).entries
        assess(workspace, "a" * 12, unit())
        assert (steps(workspace)["leadership"], steps(workspace)["report"]) == ("outdated", "outdated")
        assert load(workspace, CASE).entries == entries
        answer, command = head(workspace, "en")
        assert answer.endswith("(the facts have changed since)")
        assert command.endswith("draft show leadership --out FILE.txt")
        assert head(workspace, "fr")[0].endswith("(les faits ont changé depuis)")
        report.write(workspace, CASE, tmp_path / "two.json", "fr", by="maria")
        assert (steps(workspace)["leadership"], steps(workspace)["report"]) == ("outdated", "done")


def test_a_report_is_not_outdated_by_time_alone(tmp_path: Path) -> None:
    with office(tmp_path / "it") as workspace:
        begun(workspace)
        facts = facts_by_id(examine(workspace, load(workspace, CASE)))
    later = facts | {MOVING: replace(facts[MOVING], value=10**6)}
    assert report_digest(later) == report_digest(facts)
    other = facts | {"since.end": replace(facts["since.end"], value="another day")}
    assert report_digest(other) != report_digest(facts)
