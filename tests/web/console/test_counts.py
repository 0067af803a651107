"""Every page, the command line and Shodan's API count the same things alike: a mixed lab, walked through."""

from __future__ import annotations

import re
import time
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest

from leftopen import catalogue
from leftopen.cases.closure_rules import LIVE
from leftopen.model.address import Address
from leftopen.model.case import Case, CaseEventKind
from leftopen.service.cases import decisions
from leftopen.service.cases.case_list import CaseFilter, filter_cases
from leftopen.service.cases.counts import open_counts
from leftopen.service.ingest.run import ImportOptions, import_file
from leftopen.service.search import search as searching
from leftopen.service.workspace import Workspace
from tests.pipeline.loopback import Loopback
from tests.pipeline.mailbox import Mailbox
from tests.pipeline.resp import Redis
from tests.service.office import scanned
from tests.service.search.test_sources import nmap
from tests.web.console.conftest import Console, console_in
from tests.web.console.visitor import Visitor, text_of

BOTH = "alive:yes,no"
HOST = Address.parse("127.0.0.1")


@contextmanager
def lab(folder: Path) -> Iterator[Console]:
    """Open services that a scan found and Nmap saw too; two are stopped, one is a false positive, one is
    accepted, and one no longer answers what it was asked."""
    with Loopback() as loopback, console_in(folder, furnished=False) as console:
        redis = [loopback.serve(Redis()) for _ in range(5)]
        boxes = [loopback.serve(Mailbox().web) for _ in range(3)]
        ports = [*redis, *boxes]
        scanned(console.workspace, ports)
        decide(console.workspace, redis[0], CaseEventKind.MARKED_FALSE, {"because": "a test"})
        decide(console.workspace, boxes[0], CaseEventKind.ACCEPTED, {"because": "so", "until": UNTIL})
        for port in (redis[1], boxes[1]):
            loopback.shut(port)
        scanned(console.workspace, ports)
        file = folder / "nmap.xml"
        file.write_text(nmap([port for port in ports if port not in (redis[1], boxes[1])], int(time.time())))
        import_file(console.workspace, ImportOptions(file=file), lambda _: None, lambda: False)
        yield console


UNTIL = "2099-01-01T00:00:00.000000Z"


def decide(workspace: Workspace, port: int, kind: CaseEventKind, body: dict[str, str]) -> None:
    [case] = [one for one in workspace.store.records.cases.list() if one.port == port]
    decisions.decide(workspace, case.id, kind, body, by="a test")


@pytest.fixture(scope="module")
def walked(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Console]:
    with lab(tmp_path_factory.mktemp("lab")) as console:
        yield console


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
        assert text.count("own scan (") >= 6
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
    states = Counter(case.state for case in console.workspace.store.records.cases.list())
    for state in ("live", *states):
        board = visitor.get(f"/exposures?state={state}")
        owners = re.findall(r'<option value="([^"]+)"[^>]*>[^<]*\((\d+)\)</option>', board.text)
        listed = visitor.get(f"/exposures?state={state}&format=json").json()
        assert sum(int(count) for _, count in owners) == len(listed), state
        for owner, count in owners:
            own = visitor.get(f"/exposures?state={state}&owner={owner}&format=json").json()
            assert len(own) == int(count), (state, owner)
    assert len(visitor.get("/exposures?format=json").json()) == sum(states[one] for one in LIVE)
