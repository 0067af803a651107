"""Five thousand cases, and names of ten thousand characters: each page stays a page."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest

from leftopen.cases import event_schema
from leftopen.model.case import CaseEventKind
from leftopen.model.evidence import LabelCount
from leftopen.model.identity import case_id
from leftopen.model.severity import Severity
from leftopen.store.observations.writer import ObservationWriter
from leftopen.store.records.changes import Changes
from leftopen.store.records.entities.cases.append import CaseStep, CaseWriter
from leftopen.web.console.http.request import LINES
from leftopen.web.console.view import board
from tests.tier import tier
from tests.web.console.conftest import Console, console_in
from tests.web.console.furnished import found, observed, opened_case
from tests.web.console.visitor import Visitor, text_of

MANY = tier(1_000, 5_000)
LONG = 10_000
ROW = re.compile(r'<a href="/case/([0-9a-f]{32})">')
LARGEST_PAGE = 600_000
"""Bytes. A page of a hundred rows has fewer; a page of all rows would have many times as many."""


@pytest.fixture(scope="module")
def crowded(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Console]:
    """One case at each of so many addresses."""
    with console_in(tmp_path_factory.mktemp("many"), furnished=False) as console:
        now = console.workspace.clock() - timedelta(hours=1)
        steps = []
        for number in range(MANY):
            address = f"198.51.{100 + number // 250}.{number % 250}"
            seen = observed(address, 6379, now, "+PONG", identity=f"tls-key:{number}")
            finding = found(
                seen, "redis_open", now, Severity.HIGH, [LabelCount(label="iban", count=1, distinct=1)]
            )
            id = case_id(finding.judged.finding, finding.judged.identity)
            body = event_schema.detection_body(finding)
            steps.append(
                CaseStep(key=f"many {id}", case=id, kind=CaseEventKind.DETECTED, actor="leftopen", body=body)
            )
        CaseWriter(Changes(console.workspace.store.records)).append_together(steps, now)
        yield console


def listed(visitor: Visitor, query: str) -> list[str]:
    answer = visitor.get(f"/exposures?{query}")
    assert answer.status_code == 200
    assert len(answer.content) < LARGEST_PAGE
    return ROW.findall(answer.text)


def test_a_board_of_thousands_shows_each_case_once(crowded: Console) -> None:
    """Its first, a middle and its last page; together as many as there are."""
    analyst = crowded.visitor("analyst")
    last = -(-MANY // board.ROWS)
    shown = [listed(analyst, f"page={page}") for page in (1, last // 2, last)]
    assert [len(page) for page in shown[:2]] == [board.ROWS] * 2
    assert len(shown[2]) == MANY - (last - 1) * board.ROWS
    assert len({id for page in shown for id in page}) == sum(map(len, shown))
    assert f"{MANY:,}" in text_of(analyst.get("/exposures"))


def test_other_pages_of_thousands_stay_pages(crowded: Console) -> None:
    analyst = crowded.visitor("analyst")
    for path in ("/", "/exposures?q=198.51.100.7", "/exposures?severity=low", "/exposures?owner=nobody+such"):
        answer = analyst.get(path)
        assert answer.status_code == 200, path
        assert len(answer.content) < LARGEST_PAGE, path
    assert "No matching cases" in text_of(analyst.get("/exposures?severity=low"))


def test_a_program_gets_thousands_page_by_page(crowded: Console) -> None:
    analyst, path, got = crowded.visitor("analyst"), "/exposures?format=json", list[str]()
    while path:
        answer = analyst.get(path)
        assert len(answer.json()) <= LINES
        assert answer.headers["x-total-count"] == str(MANY)
        got += [line["id"] for line in answer.json()]
        path = answer.headers.get("link", "").partition(">")[0].removeprefix("<")
    assert (len(got), len(set(got))) == (MANY, MANY)


def test_the_file_of_thousands_has_all(crowded: Console) -> None:
    answer = crowded.visitor("analyst").get("/exposures/download?as=csv")
    assert answer.status_code == 200
    assert len(answer.text.splitlines()) == MANY + 1


@pytest.mark.parametrize(
    ("who", "path", "fields", "name"),
    [
        ("analyst", "/exposures/save", {"state": "all", "q": "redis"}, "name"),
        ("analyst", "/search/save", {"q": "port:80"}, "name"),
        ("admin", "/users/invite", {"role": "viewer"}, "name"),
        ("admin", "/keys/add", {}, "name"),
    ],
)
def test_a_name_of_ten_thousand_characters_is_refused_in_a_sentence(
    console: Console, who: str, path: str, fields: dict[str, str], name: str
) -> None:
    answer = console.visitor(who).post(path, **fields, **{name: "n" * LONG})
    assert answer.status_code == 400, (path, answer.headers.get("location"))
    assert "n" * 3_000 not in text_of(answer), "and not said back whole"


@pytest.mark.parametrize("query", ["q", "owner", "check", "holds", "address", "assignee"])
def test_a_filter_of_ten_thousand_characters_finds_nothing(console: Console, query: str) -> None:
    answer = console.visitor("viewer").get(f"/exposures?state=all&{query}={'n' * LONG}")
    assert answer.status_code in (200, 400)
    assert ROW.findall(answer.text) == []


def test_names_that_a_server_gives_itself_are_cut_on_every_page(tmp_path: Path) -> None:
    """Its host names, product, title, certificate and banner: a line each, as for any other server."""
    with console_in(tmp_path, furnished=False) as console:
        now, long = console.workspace.clock() - timedelta(hours=1), "n" * LONG
        seen = observed(
            "198.51.100.9", 443, now, f"220 {long}", module="https", product=long, version=long, os=long,
            info=long, hostnames=(f"{long}.example.org",) * 3, tags=(long,),
            blocks={
                "http": {"title": long, "server": long, "status": 200},
                "ssl": {"cert": {"subject": {"CN": long, "O": long}, "issuer": {"CN": long}}},
            },
        )  # fmt: skip
        seen = replace(seen, tls=True, identity=f"tls-key:{long}")
        ObservationWriter(console.workspace.store.client).add([seen])
        # Of a scan's own words each is bounded where it is read; an import may bring any.
        scanned = replace(seen, product="Redis", identity="tls-key:1")
        case = opened_case(
            console.workspace,
            found(scanned, "redis_open", now, Severity.HIGH, [LabelCount(label="iban", count=1, distinct=1)]),
        )
        analyst = console.visitor("analyst")
        paths = ["/", "/exposures", "/host/198.51.100.9", f"/case/{case.id}", "/search?q=port:443"]
        answers = {path: analyst.get(path) for path in [*paths, "/search?q=port:443&view=table"]}
        assert {path: one.status_code for path, one in answers.items() if one.status_code != 200} == {}
        longest = {path: max(map(len, re.findall("n+", one.text))) for path, one in answers.items()}
        assert {path: found for path, found in longest.items() if found > 2_000} == {}
