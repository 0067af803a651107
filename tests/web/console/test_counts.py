"""Every page, the command line and Shodan's API count the same things alike: a mixed lab, walked through."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from leftopen import catalogue
from leftopen.cases.closure_rules import LIVE
from leftopen.model.address import Address
from leftopen.model.case import Case
from leftopen.service.cases.case_list import CaseFilter, filter_cases
from leftopen.service.cases.counts import open_counts
from leftopen.service.search import search as searching
from leftopen.store.records.entities.cases.cases import Cases
from tests.web.console import mixed_lab
from tests.web.console.conftest import Console
from tests.web.console.count_walk import disagreements, walk
from tests.web.console.mixed_lab import stored_lab
from tests.web.console.visitor import Visitor, text_of

BOTH = "alive:yes,no"
HOST = Address.parse(mixed_lab.HOST)


@pytest.fixture(scope="module")
def walked(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Console]:
    with stored_lab(tmp_path_factory.mktemp("lab")) as lab:
        yield lab.console


def test_pages_api_and_command_line_agree(tmp_path: Path) -> None:
    with stored_lab(tmp_path, ("198.51.100.8", "198.51.100.9")) as lab:
        seen = walk(lab)
        assert disagreements(seen) == {}
        assert all(len(answer) >= 3 for answer in seen.values())
        assert (seen["services"]["known"], seen["gone"]["known"]) == (8, 2)


def found(visitor: Visitor, query: str) -> dict[str, Any]:
    answer: dict[str, Any] = visitor.get(f"/search?q={query}&format=json").json()
    return answer


def facet(answer: dict[str, Any], name: str) -> dict[str, int]:
    return {one["value"]: one["count"] for one in answer["facets"][name]}


def live(console: Console) -> list[Case]:
    return filter_cases(console.workspace, CaseFilter())


def gone(console: Console) -> frozenset[str]:
    return console.workspace.store.observations.gone(case.service for case in live(console))


def test_services_are_endpoints_whoever_saw_them(walked: Console) -> None:
    visitor, workspace = walked.visitor("viewer"), walked.workspace
    alive, both = found(visitor, ""), found(visitor, BOTH)
    assert (alive["total"], alive["gone"], both["total"]) == (6, 2, 8)
    assert sum(facet(alive, "port").values()) == len(alive["matches"]) == 6
    assert set(facet(both, "port").values()) == {1}
    assert "6 services" in text_of(visitor.get("/"))
    assert [searching.count(workspace, query) for query in ("", "alive:yes", "alive:no")] == [8, 6, 2]
    page = visitor.get(f"/host/{HOST}").text
    assert page.partition('<details class="lost"')[0].count('<details class="service"') == 6
    assert page.count('<details class="service"') == 8
    assert len(re.findall('class="port[ "]', page)) == 6
    assert searching.neighbours(workspace, HOST, HOST, most=9) == [(HOST, 6)]
    for view in ("cards", "table"):
        text = text_of(visitor.get(f"/search?view={view}"))
        # Of two services Nmap says another protocol, so that they begin anew.
        assert text.count("own scan (") >= 4
        assert text.count("nmap") >= 6


def test_open_cases_are_the_same_number_on_every_page(walked: Console) -> None:
    visitor, cases = walked.visitor("viewer"), live(walked)
    counts = open_counts(cases, gone(walked))
    assert (counts.cases, counts.exposures, counts.services, counts.gone) == (6, 6, 6, 2)
    assert len(visitor.get("/?format=json").json()["open"]) == counts.cases
    assert "6 open now, 6 services, 2 gone" in text_of(visitor.get("/"))
    board = visitor.get("/exposures")
    assert "6 exposures" in text_of(board)
    assert "active 6" in text_of(board)
    assert len(visitor.get("/exposures?format=json").json()) == counts.cases


def test_exposures_are_counted_as_the_open_cases_are(walked: Console) -> None:
    visitor, cases, lost = walked.visitor("viewer"), live(walked), gone(walked)
    there = [case for case in cases if case.service not in lost]
    for query, some in (("", there), (BOTH, cases)):
        counted = facet(found(visitor, query), "exposure")
        assert counted == Counter(case.check for case in some)
        assert sum(counted.values()) == len(some)
        total = found(visitor, f"exposure:* {query}")["total"]
        assert total == open_counts(some, ()).services
        levels = Counter(case.severity.value for case in some)
        assert facet(found(visitor, query), "severity") == levels
    for check, number in Counter(case.check for case in cases).items():
        assert found(visitor, f"exposure:{check} {BOTH}")["total"] == number
        assert len(visitor.get(f"/exposures?check={check}&format=json").json()) == number
        title = re.escape(catalogue.exposure(check).title)
        assert re.search(rf"{title} {number}\b", text_of(visitor.get("/")))


def test_the_number_beside_a_choice_is_that_of_its_list(console: Console) -> None:
    """The furnished console has cases in many states, and several owners."""
    visitor = console.visitor("viewer")
    states = Counter(case.state for case in Cases(console.workspace.store.records).list())
    for state in ("live", *states):
        board = visitor.get(f"/exposures?state={state}")
        owners = re.findall(r'<option value="([^"]+)"[^>]*>[^<]*\((\d+)\)</option>', board.text)
        listed = visitor.get(f"/exposures?state={state}&format=json").json()
        assert sum(int(count) for _, count in owners) == len(listed), state
        for owner, count in owners:
            own = visitor.get(f"/exposures?state={state}&owner={owner}&format=json").json()
            assert len(own) == int(count), (state, owner)
    assert len(visitor.get("/exposures?format=json").json()) == sum(states[one] for one in LIVE)


def test_a_count_that_differs_is_named() -> None:
    alike: dict[str, object] = {"known": 1, "page": 1}
    unlike: dict[str, object] = {"known": 1, "page": 2}
    assert disagreements({"services": alike, "gone": unlike}) == {"gone": unlike}
