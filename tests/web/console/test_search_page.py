"""The search page: an address leads to its host, what is open is marked, nothing found says why."""

from __future__ import annotations

import pytest

from leftopen.cases.closure_rules import LIVE
from tests.web.console.conftest import Console
from tests.web.console.visitor import text_of


@pytest.mark.parametrize(
    ("typed", "host"), [("198.51.100.3", "198.51.100.3"), ("%202001:DB8::1%20", "2001:db8::1")]
)
def test_an_address_leads_to_its_host(console: Console, typed: str, host: str) -> None:
    answer = console.visitor("viewer").get(f"/search?q={typed}")
    assert (answer.status_code, answer.headers["location"]) == (303, f"/host/{host}")


@pytest.mark.parametrize(
    "typed", ["6379", "1.2", "198.51.100.300", "198.51.100.0/24", "cafe", "a:b", "dead beef"]
)
def test_what_is_no_address_is_searched(console: Console, typed: str) -> None:
    assert console.visitor("viewer").get(f"/search?q={typed}").status_code in (200, 400)


def test_a_program_searches_for_the_words(console: Console) -> None:
    answer = console.visitor("viewer").get("/search?q=198.51.100.3&format=json")
    assert answer.json()["query"] == "198.51.100.3"


@pytest.mark.parametrize("view", ["cards", "table"])
def test_what_is_open_is_marked(console: Console, view: str) -> None:
    live = [case for case in console.cases if case.state in LIVE]
    others = [case for case in console.cases if case.state not in LIVE]
    assert live
    assert others
    visitor = console.visitor("viewer")
    for case in console.cases:
        page = visitor.get(f"/search?q=ip:{case.address}%20port:{case.port}&view={view}")
        assert (f'href="/case/{case.id}"' in page.text) is (case.state in LIVE), case


def test_nothing_found_says_what_may_be_the_matter(console: Console) -> None:
    text = text_of(console.visitor("viewer").get("/search?q=port:80%20AND%20zzz"))
    assert "AND was searched as a word" in text
    assert "0 services" in text
    assert "No services observed yet" not in text_of(console.visitor("viewer").get("/search?q=zzz"))


def test_one_is_one(console: Console) -> None:
    assert "1 service " in text_of(console.visitor("viewer").get("/search?q=ip:198.51.100.3%20port:6379"))


def test_where_nothing_was_seen_it_says_what_to_do_here(bare: Console) -> None:
    admin, viewer = bare.visitor("admin"), bare.visitor("viewer")
    for path in ("/search", "/"):
        assert 'href="/scans"' in admin.get(path).text.partition("<main")[2]
        assert 'href="/scans"' not in viewer.get(path).text
        assert "<code>leftopen" not in admin.get(path).text
    assert "No scan has run yet." in text_of(viewer.get("/"))
    assert "Only this machine can be scanned" in text_of(admin.get("/scope"))


def test_names_of_checks_and_of_what_is_held_are_completed(console: Console) -> None:
    ask = console.visitor("viewer").get
    assert "redis_open" in [one["text"] for one in ask("/search/complete?q=exposure:redis").json()]
    assert "iban" in [one["text"] for one in ask("/search/complete?q=holds:ib").json()]
