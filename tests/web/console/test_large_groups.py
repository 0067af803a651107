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
from leftopen.store.records.changes import Changes
from leftopen.store.records.entities.cases.append import CaseStep, CaseWriter
from leftopen.store.records.entities.cases.cases import Cases
from tests.web.console.conftest import Console, console_in
from tests.web.console.furnished import found, observed

ADDRESSES = 130
"""The ids of so many are longer than what a page shows of one value, and they are on two pages."""


@pytest.fixture
def large(tmp_path: Path) -> Iterator[tuple[Console, list[str]]]:
    """The console, and the ids of the cases."""
    with console_in(tmp_path, furnished=False) as console:
        now, steps = console.clock() - timedelta(hours=1), []
        for number in range(ADDRESSES):
            seen = observed(f"198.51.100.{number}", 6379, now, "+PONG", identity="tls-key:one")
            finding = found(seen, "redis_open", now, Severity.HIGH, ())
            id = case_id(finding.judged.finding, finding.judged.identity)
            body = event_schema.detection_body(finding)
            steps.append(
                CaseStep(key=id, case=id, kind=CaseEventKind.DETECTED, actor="leftopen", body=body)
            )  # fmt: skip
        CaseWriter(Changes(console.workspace.store.records)).append_together(steps, now)
        yield console, [step.case for step in steps]


def decided(console: Console, case: str, form: str, **fields: str) -> int:
    marks = dict(re.findall(r'name="(version|other)" value="([^"]+)"', form))
    visitor = console.visitor("analyst")
    return visitor.post(f"/case/{case}/decide", whole="yes", **fields, **marks).status_code


def form_of(console: Console, case: str) -> str:
    text = console.visitor("analyst").get(f"/case/{case}").text
    [form] = re.findall(r'<form method="post" action="[^"]+/decide" class="bar">.*?</form>', text, re.DOTALL)
    return str(form)


def states(console: Console, ids: list[str]) -> set[CaseState]:
    return {Cases(console.workspace.store.records).get(id).state for id in ids}


def test_a_decision_about_its_row_is_one_about_each(large: tuple[Console, list[str]]) -> None:
    console, ids = large
    analyst = console.visitor("analyst")
    [marks] = re.findall(r'name="case" value="([^"]+)"', analyst.get("/exposures").text)
    answer = analyst.post("/exposures", action="acknowledge", case=marks)
    assert (answer.status_code, states(console, ids)) == (303, {CaseState.ACKNOWLEDGED})


def test_a_decision_about_its_case_is_one_about_each(large: tuple[Console, list[str]]) -> None:
    console, ids = large
    form = form_of(console, ids[7])
    code = decided(console, ids[7], form, action="accept", because="known", until="2199-01-01")
    assert (code, states(console, ids)) == (303, {CaseState.ACCEPTED})


def test_a_decision_that_ends_its_case_is_one_about_each(large: tuple[Console, list[str]]) -> None:
    """The case that ends first joins no others any more."""
    console, ids = large
    code = decided(console, ids[0], form_of(console, ids[0]), action="close", because="scrapped")
    assert (code, states(console, ids)) == (303, {CaseState.SAID_CLOSED})


def test_what_changed_after_the_page_is_told_and_holds_up_no_other(large: tuple[Console, list[str]]) -> None:
    console, ids = large
    form = form_of(console, ids[7])
    cases = CaseWriter(Changes(console.workspace.store.records))
    cases.append(ids[9], CaseEventKind.ASSIGNED, console.clock(), "maria", {"assignee": "maria"})
    cases.append(ids[11], CaseEventKind.CLOSED_BY_WORD, console.clock(), "maria", {"because": "scrapped"})
    assert decided(console, ids[7], form, action="acknowledge") == 409
    get = Cases(console.workspace.store.records).get
    assert (get(ids[9]).state, get(ids[11]).state) == (CaseState.OPEN, CaseState.SAID_CLOSED)
    others = [id for id in ids if id not in (ids[9], ids[11])]
    assert states(console, others) == {CaseState.ACKNOWLEDGED}


def test_its_page_shows_some_addresses_at_a_time_and_each_once(large: tuple[Console, list[str]]) -> None:
    console, ids = large
    analyst, shown = console.visitor("analyst"), []
    for page in ("1", "2", "99"):
        text = analyst.get(f"/case/{ids[7]}?addresses={page}").text
        [panel] = re.findall(r'aria-labelledby="same-title">.*?</section>', text, re.DOTALL)
        shown.append(re.findall(r'<li>.*?href="/case/([0-9a-f]+)"', panel))
        assert f"<dd>{ADDRESSES}</dd>" in text
        assert "and 119 more" in text, "ten of those where it is open besides"
    assert [len(one) for one in shown] == [100, 29, 29]
    assert {*shown[0], *shown[1]} == {*ids} - {ids[7]}
    row = analyst.get("/exposures").text
    assert (row.count("<code>198.51.100."), "and 109 more" in row) == (21, True)
