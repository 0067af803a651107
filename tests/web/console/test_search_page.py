"""The search page: an address leads to its host, what is open is marked, nothing found says why."""

from __future__ import annotations

import re
from typing import Any

import pytest

from leftopen.cases.closure_rules import LIVE
from leftopen.store.engine.client import Client
from leftopen.store.observations.writer import ObservationWriter
from leftopen.store.records.entities.searches import Searches
from leftopen.web.console.view.search_view import COLUMNS
from tests.store.samples import seen
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
    assert "0 results" in text
    assert "No services observed yet" not in text_of(console.visitor("viewer").get("/search?q=zzz"))


def test_one_is_one(console: Console) -> None:
    assert "1 result " in text_of(console.visitor("viewer").get("/search?q=ip:198.51.100.3%20port:6379"))


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


def test_nothing_found_names_the_part_and_what_was_meant(console: Console) -> None:
    page = console.visitor("viewer").get("/search?q=product:ngnix%20port:80")
    text = text_of(page)
    assert "product:ngnix matches nothing by itself. Did you mean product:nginx ? (30 results)" in text
    assert "Search without it (30 results)" in text
    assert 'href="/search?q=product%3Anginx+port%3A80"' in page.text


def test_facets_have_names_and_their_order(console: Console) -> None:
    page = console.visitor("viewer").get("/search")
    titles = re.findall(r'<section>\s*<h2 title="([a-z.]+)"', page.text)
    assert titles[:2] == ["exposure", "severity"]
    assert set(titles) >= {"port", "product", "country", "org", "vantage", "alive", "tag"}
    answers = page.text.partition('<h2 title="alive"')[2].partition("</section>")[0]
    assert "alive%3Afalse" in answers
    levels = re.findall(
        r'class="sev ([a-z]+)"', page.text.partition('title="severity"')[2].partition("</ul>")[0]
    )
    assert levels == ["critical", "high", "medium", "low"]


def test_vulnerabilities_stand_on_the_card_and_among_the_facets(bare: Console) -> None:
    vulns = {"CVE-2021-23017": {"cvss": 7.7}, "CVE-2014-0160": {"cvss": 7.5, "verified": True}}
    ObservationWriter(bare.workspace.store.client).add(
        [seen("192.0.2.1", 443, data="x", blocks={"vulns": {**vulns, "!CVE-2020-1": {}}})]
    )
    page = bare.visitor("viewer").get("/search")
    card = page.text.partition('<div class="card-cves">')[2].partition("</div>")[0]
    assert re.findall(r"CVE-[0-9-]+(?= <b>)", card) == ["CVE-2014-0160", "CVE-2021-23017"]
    assert "/search?q=vuln%3ACVE-2014-0160" in card
    assert '<h2 title="vuln">' in page.text
    assert "CVE-2020-1" not in page.text


def test_the_chart_has_axes_and_a_legend_and_the_map_a_table(console: Console) -> None:
    page = console.visitor("viewer").get("/search")
    scale = page.text.partition('<div class="scale"')[2].partition("</div>")[0]
    assert re.findall(r"<span>(\d+)</span>", scale) == ["6", "3", "0"]
    assert page.text.count("text-anchor=") >= 3
    assert "results last seen on this day" in text_of(page)
    table = page.text.partition('class="map-and-table"')[2].partition("<tbody>")[2]
    rows = table.partition("</table>")[0]
    assert len(re.findall(r'<a href="/search\?q=country%3A[A-Z]{2}">', rows)) == 8
    assert 'class="swatch s5"' in page.text


def test_a_chart_that_is_put_away_stays_away_for_that_user(bare: Console) -> None:
    ObservationWriter(bare.workspace.store.client).add([seen("192.0.2.1", 443, data="x")])
    mine, other = bare.visitor("viewer"), bare.visitor("analyst")
    assert 'class="map"' not in mine.get("/search").text
    assert 'class="plot"' in mine.get("/search").text
    answer = mine.post("/search/look", hide="timeline", **{"at-q": "port:443"})
    assert answer.headers["location"] == "/search?q=port%3A443"
    for page in (mine.get("/search"), bare.visitor("viewer").get("/search?q=x443")):
        assert 'class="plot"' not in page.text
        assert 'name="show" value="timeline" aria-pressed="false"' in page.text
    assert 'class="plot"' in other.get("/search").text
    mine.post("/search/look", show="timeline")
    assert 'class="plot"' in mine.get("/search").text


def test_columns_are_the_users_and_an_address_may_name_others(bare: Console) -> None:
    ObservationWriter(bare.workspace.store.client).add([seen("192.0.2.1", 443, data="x")])
    mine = bare.visitor("viewer")
    heads = re.compile(r'<th scope="col"[^>]*>([^<]+)')
    usual = heads.findall(mine.get("/search?view=table").text.partition("found-rows")[2])
    mine.post("/search/look", columns=["address", "vulns", "port", "nonsense"])
    assert len(usual) == 10
    for query, columns in (
        ("", ["Address", "Port", "Vulnerabilities"]),
        ("&columns=os", ["Address", "Operating system"]),
    ):
        page = mine.get(f"/search?view=table{query}")
        assert heads.findall(page.text.partition("found-rows")[2]) == columns
    assert saved_of(bare, "viewer") == []


def saved_of(console: Console, name: str) -> list[str]:
    """The searches that the user saved by a name."""
    return [one.name for one in Searches(console.workspace.store.records).of(console.users[name].id)]


def test_services_of_one_day_are_shown_by_the_hour(bare: Console) -> None:
    ObservationWriter(bare.workspace.store.client).add([seen("192.0.2.1", 443, data="x")])
    page = bare.visitor("viewer").get("/search")
    assert "results last seen in this hour (UTC)" in text_of(page)
    assert re.findall(r"<title>([^<]*: 1)</title>", page.text) == ["2023-02-08 12:00: 1"]


def test_a_page_asks_the_engine_as_often_as_before_it_had_more_on_it(
    console: Console, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The page and its other sources: three; its counts: five; nothing more where these are known."""
    asked: list[str] = []
    usual = Client.query

    def noted(self: Client, sql: str, *args: Any, **more: Any) -> Any:
        # Other pages' looks for new marks, each few seconds, are not of this page.
        asked.extend([sql] if "AS marked" not in sql else [])
        return usual(self, sql, *args, **more)

    visitor = console.visitor("viewer")
    monkeypatch.setattr(Client, "query", noted)
    for most in (8, 3):
        asked.clear()
        assert visitor.get("/search?q=port:22,80").status_code == 200
        assert len(asked) <= most


def test_every_column_can_be_shown(console: Console) -> None:
    page = console.visitor("viewer").get(f"/search?view=table&columns={','.join(COLUMNS)}&q=port:443")
    assert page.text.count('<th scope="col"') >= len(COLUMNS)
    assert "AS64496" in text_of(page)
    assert "Welcome to host" in text_of(page)
