"""The page of changes: day by day, by kind, monitor, owner, address and search, for what a user may see."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest

from leftopen.model.case import Case, CaseEventKind
from leftopen.model.monitor import EventKind
from leftopen.model.severity import Severity
from leftopen.store.observations.writer import ObservationWriter
from leftopen.store.records.changes import Changes
from leftopen.store.records.entities.cases.append import CaseWriter
from leftopen.web.console.pages import changes as changes_page
from tests.web.changes_seen import change, monitored, stored
from tests.web.console.conftest import Console, console_in
from tests.web.console.furnished import found, observed, opened_case
from tests.web.console.visitor import text_of


@pytest.fixture(scope="module")
def seen(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Console]:
    """Two monitors and five changes on three days; one is older than a month."""
    folder: Path = tmp_path_factory.mktemp("changes")
    with console_in(folder, furnished=False) as made:
        now, workspace = made.workspace.clock(), made.workspace
        ObservationWriter(workspace.store.client).add([observed("198.51.100.1", 80, now, "HTTP/1.0 200 OK")])
        inner, outer = (
            monitored(workspace, "inner", "198.51.100.0/29"),
            monitored(workspace, "outer", "0.0.0.0/1"),
        )
        stored(workspace, inner, [
            change(inner, now, EventKind.NEW_PORT, "198.51.100.1", 81, after="nginx <b>1.2</b>"),
            change(inner, now - timedelta(days=40), EventKind.GONE, "198.51.100.2", 25, before="Postfix"),
        ])  # fmt: skip
        stored(workspace, outer, [
            change(outer, now, EventKind.NEW_EXPOSURE, "203.0.113.9", 6379, case="c", after="redis_open"),
            change(outer, now - timedelta(days=2), EventKind.NEW_PORT, "203.0.113.9", 82),
            change(outer, now - timedelta(days=2), EventKind.NEW_HOST, "198.51.100.1", 83, after="sshd"),
        ])  # fmt: skip
        yield made


def ports(console: Console, query: str, who: str = "viewer") -> list[int]:
    lines = console.visitor(who).get(f"/changes?format=json{query}").json()
    return [int(line["endpoint"].rpartition(":")[2]) for line in lines]


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ("", [81, 6379, 82, 83]),
        ("&days=90", [81, 6379, 82, 83, 25]),
        ("&kind=new-port", [81, 82]),
        ("&monitor=inner&days=90", [81, 25]),
        ("&q=203.0.113.9", [6379, 82]),
        ("&q=198.51.100.0/30&days=90", [81, 83, 25]),
        ("&q=ip:198.51.100.1", [81, 83]),
        ("&q=product:nothing-has-this-name", []),
        ("&owner=no+owner&q=203.0.113.0/24", [6379, 82]),
        ("&owner=Harbour+Ltd", []),
    ],
)
def test_each_filter_leaves_what_it_names(seen: Console, query: str, expected: list[int]) -> None:
    assert sorted(ports(seen, query)) == sorted(expected)


def test_newest_first_and_a_day_alone(seen: Console) -> None:
    day = (seen.workspace.clock() - timedelta(days=2)).date().isoformat()
    found = ports(seen, "")
    assert sorted(found[:2]) == [81, 6379]
    assert sorted(ports(seen, f"&day={day}")) == [82, 83]
    before = (seen.workspace.clock() - timedelta(days=20)).date().isoformat()
    assert ports(seen, f"&until={before}") == [25]


def test_the_page_counts_kinds_and_draws_a_bar_for_each_day(seen: Console) -> None:
    page = seen.visitor("viewer").get("/changes")
    assert page.text.count('<rect class="room"') == 30
    assert page.text.count('<rect class="bad"') == 1
    assert "new port 2" in text_of(page)
    assert "nginx &lt;b&gt;1.2&lt;/b&gt;" in page.text
    [link] = set(
        re.findall(r'href="(/changes\?[^"]*day=[^"]*)"><title>[^<]*: 2 changes, 1 exposure', page.text)
    )
    assert "81" in text_of(seen.visitor("viewer").get(link.replace("&amp;", "&")))


def test_a_user_of_some_networks_sees_only_theirs(seen: Console) -> None:
    """Neither another host, nor the name of a monitor that also looks elsewhere."""
    assert sorted(ports(seen, "", "part")) == [81, 83]
    page = seen.visitor("part").get("/changes").text
    assert "203.0.113.9" not in page
    assert "outer" not in page
    assert "inner" in page
    assert seen.visitor("part").get("/changes?format=json&monitor=outer").status_code == 404


def test_a_search_that_cannot_be_read_is_told_above_the_form(seen: Console) -> None:
    wrong = seen.visitor("viewer").get("/changes?q=port:many")
    assert wrong.status_code == 400
    assert 'role="alert"' in wrong.text
    assert 'value="port:many"' in wrong.text
    assert seen.visitor("viewer").get("/changes?q=port:many&format=json").status_code == 400


def test_a_long_list_has_pages(bare: Console) -> None:
    monitor, now = monitored(bare.workspace, "all", "198.51.100.0/24"), bare.workspace.clock()
    many = [change(monitor, now, EventKind.NEW_PORT, "198.51.100.1", port) for port in range(1, 151)]
    stored(bare.workspace, monitor, many)
    visitor = bare.visitor("viewer")
    first, second = visitor.get("/changes").text, visitor.get("/changes?page=2").text
    assert (first.count("<li data-row>"), second.count("<li data-row>")) == (100, 50)
    assert "page 1 of 2" in text_of(visitor.get("/changes"))


def exposed(console: Console, hours: int = 1) -> Case:
    """A case that a plain scan found."""
    at = console.workspace.clock() - timedelta(hours=hours)
    service = observed("198.51.100.9", 6379, at, "# Server", module="redis")
    return opened_case(console.workspace, found(service, "redis_open", at, Severity.HIGH, ()))


def test_what_no_monitor_found_is_listed_at_once_and_counted_in_a_sentence(bare: Console) -> None:
    case, visitor = exposed(bare), bare.visitor("viewer")
    records = CaseWriter(Changes(bare.workspace.store.records))
    body = {"because": "the server now requires a password", "rounds": 1, "needed": 1}
    records.append(case.id, CaseEventKind.CLOSED, bare.workspace.clock(), "leftopen", body)
    lines = visitor.get("/changes?format=json").json()
    assert [(line["kind"], line["case"], line["monitor"]) for line in lines] == [
        ("closed", case.id, ""), ("new-exposure", case.id, ""),
    ]  # fmt: skip
    page = text_of(visitor.get("/changes"))
    assert "Since yesterday: 1 new exposure , 1 closed" in page
    part = bare.visitor("part")
    assert part.get("/changes?format=json").json() == [], "outside their networks"
    assert "Nothing changed since yesterday." in text_of(part.get("/changes"))


def test_what_a_monitor_told_of_a_case_is_not_listed_twice(bare: Console) -> None:
    case = exposed(bare)
    monitor = monitored(bare.workspace, "all", "198.51.100.0/24")
    told = change(
        monitor, case.detected, EventKind.NEW_EXPOSURE, case.address, case.port, case=case.id,
        after="redis_open",
    )  # fmt: skip
    port = change(monitor, case.detected, EventKind.NEW_PORT, case.address, case.port, after="Redis 7.2")
    stored(bare.workspace, monitor, [told, port])
    visitor = bare.visitor("viewer")
    assert len(visitor.get("/changes?format=json").json()) == 2
    page = visitor.get("/changes").text
    assert page.count("<li data-row>") == 1, "the port and its exposure are one line"
    assert "Redis 7.2" in page
    assert visitor.get("/changes?kind=new-port").text.count("<li data-row>") == 1
    [tile] = re.findall(r'href="(/changes\?[^"]*kind=new-exposure[^"]*)">1 new exposure<', page)
    assert visitor.get(tile.replace("&amp;", "&")).text.count("<li data-row>") == 1


def test_an_event_of_a_wrong_clock_hides_nothing(bare: Console) -> None:
    case = exposed(bare, hours=30)
    records = CaseWriter(Changes(bare.workspace.store.records))
    long_ago = bare.workspace.clock() - timedelta(days=9000)
    records.append(case.id, CaseEventKind.ACKNOWLEDGED, long_ago, "maria", {})
    lines = bare.visitor("viewer").get("/changes?format=json").json()
    assert [line["kind"] for line in lines] == ["new-exposure"]


def test_of_many_monitors_the_filter_offers_those_that_changed(
    anew: Console, monkeypatch: pytest.MonkeyPatch
) -> None:
    """There may be 10,000: a list of all is most of the page. Any of them can be named."""
    monkeypatch.setattr(changes_page, "MOST_MONITORS", 3)
    now = anew.workspace.clock()
    made = [monitored(anew.workspace, f"m{number}", "198.51.100.0/24") for number in range(6)]
    for number, monitor in ((4, made[4]), (5, made[5])):
        stored(anew.workspace, monitor, [change(monitor, now, EventKind.NEW_PORT, "198.51.100.1", number)])
    visitor = anew.visitor("viewer")
    text = visitor.get("/changes").text
    [offered] = re.findall(r'<datalist id="monitors">(.*?)</datalist>', text)
    assert re.findall('value="([^"]+)"', offered) == ["m0", "m4", "m5"]
    assert ports(anew, "&monitor=m4") == [4]
    assert ports(anew, "&monitor=m1") == []
    assert 'name="monitor" type="search" value="m4"' in visitor.get("/changes?monitor=m4").text
    wrong = visitor.get("/changes?monitor=m9")
    assert (wrong.status_code, "there is no monitor" in text_of(wrong)) == (400, True)


def test_the_host_and_the_monitors_lead_there(seen: Console) -> None:
    host = seen.visitor("viewer").get("/host/198.51.100.1").text
    assert "/changes?q=198.51.100.1&amp;days=90" in host
    monitors = seen.visitor("admin").get("/monitors").text
    assert "/changes?monitor=inner" in monitors


def test_the_page_gives_the_address_of_its_feed(seen: Console) -> None:
    page = seen.visitor("part").get("/changes?kind=new-port&q=198.51.100.0/24").text
    [address] = re.findall(r"<code>(\S+/changes\.atom\S+)</code>", page)
    assert address.endswith("/changes.atom?q=198.51.100.0%2F24&amp;kind=new-port&amp;key=KEY")
