"""What to type next, after a command that changed something."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime

import pytest

from leftopen.cli._next_steps import (
    after_case,
    after_notice,
    after_scan,
    after_scope,
    after_verify,
    say_next,
)
from leftopen.cli._output import Output
from leftopen.model.case import CaseState
from leftopen.scope.file import record
from tests.exports.a_dossier import CASE

ID = CASE.id[:8]


def test_a_step_is_one_line_for_a_person_only(capsys: pytest.CaptureFixture[str]) -> None:
    for json, quiet in ((True, False), (False, True), (True, True)):
        say_next(Output(json=json, quiet=quiet), "leftopen cases list")
    say_next(Output(json=False, quiet=False), "", "")
    assert capsys.readouterr() == ("", "")
    say_next(Output(json=False, quiet=False), "leftopen cases list", "", "leftopen review list")
    assert capsys.readouterr() == ("", "next: leftopen cases list · leftopen review list\n")


@pytest.mark.parametrize(
    ("counts", "steps"),
    [
        ({}, []),
        ({"open": 0, "closed": 3, "published": 1}, []),
        ({"open": 2}, ["leftopen cases list"]),
        ({"undetermined": 1}, ["leftopen review list"]),
        ({"open": 1, "undetermined": 1}, ["leftopen cases list", "leftopen review list"]),
    ],
)
def test_after_a_scan(counts: dict[str, int], steps: list[str]) -> None:
    assert after_scan({"type": "summary", **counts}) == steps


@pytest.mark.parametrize("state", CaseState)
def test_every_state_of_a_case_has_a_step(state: CaseState) -> None:
    assert after_case(replace(CASE, state=state)).startswith("leftopen ")


@pytest.mark.parametrize(
    ("state", "step"),
    [
        (CaseState.CLOSED, f"leftopen proof {ID}"),
        (CaseState.WITHDRAWN, f"leftopen proof {ID}"),
        (CaseState.OPEN, f"leftopen notify {ID}"),
        (CaseState.NOTIFIED, ""),
        (CaseState.ACCEPTED, ""),
    ],
)
def test_after_a_check(state: CaseState, step: str) -> None:
    assert after_verify(replace(CASE, state=state)) == step


def test_after_a_notice_that_was_not_sent_the_missing_setting_is_named() -> None:
    assert after_notice(CASE.id, ["smtp_host"], "/home/a/settings.toml") == (
        f"set smtp_host in /home/a/settings.toml, then leftopen notify {ID}"
    )
    assert after_notice(CASE.id, [], "/home/a/settings.toml") == ""


def test_after_an_authorisation_a_plan_of_it() -> None:
    now = datetime(2026, 1, 1, tzinfo=UTC)
    added = record("198.18.0.0/24", authorised_by="A. Owner", until=None, now=now)
    assert after_scope([added]) == "leftopen plan 198.18.0.0/24"
    assert after_scope([]) == ""
