"""The Atom feed of changes: with a key, of its networks only, by the same filters as the page."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from xml.etree import ElementTree

import pytest

from leftopen.model.api_key import Right
from leftopen.model.monitor import EventKind
from leftopen.model.severity import Severity
from leftopen.service.identity import api_keys
from tests.web.changes_seen import change, monitored, stored
from tests.web.console.conftest import Console, console_in
from tests.web.console.furnished import found, observed, opened_case

CASE = "c" * 32
ATOM = "{http://www.w3.org/2005/Atom}"


@pytest.fixture(scope="module")
def feeds(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Console, str, str]]:
    """Two monitors with changes, a key that sees everything, and one that sees a network."""
    folder: Path = tmp_path_factory.mktemp("feeds")
    with console_in(folder, furnished=False) as made:
        now, workspace = made.workspace.clock(), made.workspace
        inner = monitored(workspace, "inner", "198.51.100.0/29")
        outer = monitored(workspace, "outer", "0.0.0.0/1")
        stored(workspace, inner, [
            change(inner, now, EventKind.NEW_PORT, "198.51.100.1", 81, after="nginx \x1b[31m<b>"),
            change(inner, now - timedelta(days=40), EventKind.GONE, "198.51.100.2", 25),
        ])  # fmt: skip
        stored(workspace, outer, [
            change(outer, now, EventKind.NEW_EXPOSURE, "203.0.113.9", 6379, case=CASE, after="redis_open"),
        ])  # fmt: skip
        _, whole = api_keys.add(workspace, "whole", Right.READ, None)
        _, part = api_keys.add(workspace, "part", Right.READ, None, networks=("198.51.100.0/24",))
        yield made, whole, part


def titles(console: Console, **params: str) -> list[str]:
    answer = console.client.get("/changes.atom", params=params)
    assert answer.status_code == 200, answer.text
    assert answer.headers["content-type"].startswith("application/atom+xml")
    made = ElementTree.fromstring(answer.content)
    return sorted(one.findtext(f"{ATOM}title", "") for one in made.iter(f"{ATOM}entry"))


NEAR, FAR = (
    r"new-port 198.51.100.1:81: nginx \x1b[31m<b> (inner)",
    "new-exposure 203.0.113.9:6379: redis_open",
)


def test_a_key_reads_the_changes_of_its_networks(feeds: tuple[Console, str, str]) -> None:
    console, whole, part = feeds
    assert titles(console, key=whole) == [f"{FAR} (outer)", NEAR]
    assert titles(console, key=part) == [NEAR]
    assert titles(console, key=part, days="90") == ["gone 198.51.100.2:25 (inner)", NEAR]


def test_a_case_that_no_monitor_found_is_in_the_feed(tmp_path: Path) -> None:
    with console_in(tmp_path, furnished=False) as made:
        now = made.workspace.clock() - timedelta(hours=1)
        service = observed("198.51.100.9", 6379, now, "# Server", module="redis")
        opened_case(made.workspace, found(service, "redis_open", now, Severity.HIGH, ()))
        _, key = api_keys.add(made.workspace, "whole", Right.READ, None)
        assert titles(made, key=key) == ["new-exposure 198.51.100.9:6379: redis_open"]


def test_each_filter_leaves_what_it_names(feeds: tuple[Console, str, str]) -> None:
    console, whole, _ = feeds
    assert titles(console, key=whole, kind="new-exposure,closed") == [f"{FAR} (outer)"]
    assert titles(console, key=whole, monitor="inner") == [NEAR]
    assert titles(console, key=whole, q="203.0.113.0/24") == [f"{FAR} (outer)"]
    assert titles(console, key=whole, owner="Harbour Ltd") == []


def test_an_entry_leads_to_its_case_or_host_and_the_feed_names_no_key(
    feeds: tuple[Console, str, str],
) -> None:
    console, whole, _ = feeds
    answer = console.client.get("/changes.atom", params={"key": whole})
    made = ElementTree.fromstring(answer.content)
    links = {link.get("href", "") for link in made.findall(f"{ATOM}entry/{ATOM}link")}
    assert {link.partition("/")[2].rpartition("/")[2] for link in links} == {CASE, "198.51.100.1"}
    assert whole not in answer.text


def test_what_it_refuses(feeds: tuple[Console, str, str]) -> None:
    console, whole, part = feeds
    for status, params in (
        (401, {}), (401, {"key": "wrong"}), (404, {"key": part, "monitor": "outer"}),
        (400, {"key": whole, "kind": "news"}), (400, {"key": whole, "q": "port:many"}),
        (400, {"key": whole, "days": "91"}),
    ):  # fmt: skip
        assert console.client.get("/changes.atom", params=params).status_code == status, params
