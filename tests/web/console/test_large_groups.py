"""One server at hundreds of addresses: a decision about its row or its case is one about every address."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest

from leftopen.cases import event_schema
from leftopen.model.case import CaseEventKind, CaseState
from leftopen.model.identity import case_id
from leftopen.model.severity import Severity
from leftopen.store.records.writes import RecordWriter
from leftopen.store.records.writes.cases.cases import CaseStep
from tests.web.console.conftest import Console, console_in
from tests.web.console.furnished import found, observed

ADDRESSES = 80
"""The ids of so many are longer than what a page shows of one value."""


@pytest.fixture
def large(tmp_path: Path) -> Iterator[tuple[Console, list[str]]]:
    """The console, and the ids of the cases."""
    with console_in(tmp_path, furnished=False) as console:
        now, steps = console.clock() - timedelta(hours=1), []
        for number in range(ADDRESSES):
            seen = observed(f"198.51.100.{number}", 6379, now, "+PONG", identity="tls-key:one")
            finding = found(seen, "redis_open", now, Severity.HIGH, ())
            id = case_id(finding.judged.finding, finding.judged.identity)
            body = event_schema.detected(finding)
            steps.append(
                CaseStep(key=id, case=id, kind=CaseEventKind.DETECTED, actor="leftopen", body=body)
            )  # fmt: skip
        RecordWriter(console.workspace.store.records).cases.append_together(steps, now)
        yield console, [step.case for step in steps]


def states(console: Console, ids: list[str]) -> set[CaseState]:
    return {console.workspace.store.records.cases.get(id).state for id in ids}


def test_a_decision_about_its_row_is_one_about_each(large: tuple[Console, list[str]]) -> None:
    console, ids = large
    analyst = console.visitor("analyst")
    [marks] = re.findall(r'name="case" value="([^"]+)"', analyst.get("/exposures").text)
    answer = analyst.post("/exposures", action="acknowledge", case=marks)
    assert (answer.status_code, states(console, ids)) == (303, {CaseState.ACKNOWLEDGED})


def test_a_decision_about_its_case_is_one_about_each(large: tuple[Console, list[str]]) -> None:
    console, ids = large
    analyst = console.visitor("analyst")
    text = analyst.get(f"/case/{ids[7]}").text
    [form] = re.findall(r'<form method="post" action="[^"]+/decide" class="bar">.*?</form>', text, re.DOTALL)
    fields = dict(re.findall(r'name="(version|other)" value="([^"]+)"', form))
    answer = analyst.post(
        f"/case/{ids[7]}/decide", action="accept", because="known", until="2199-01-01", whole="yes", **fields
    )
    assert (answer.status_code, states(console, ids)) == (303, {CaseState.ACCEPTED})
