from __future__ import annotations

import random
from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import timedelta

import pytest

from leftopen.model.facts import Json
from leftopen.model.observation import Observation
from leftopen.query.nodes import Term
from leftopen.query.parse import parse
from leftopen.store.engine import migrate
from leftopen.store.engine.client import Client
from leftopen.store.search import search_query, token_index
from leftopen.store.search.search_query import TableState
from tests.store.samples import NOON, Stored, engine, seen

HOUR = timedelta(hours=1)
FAVICON: dict[str, Json] = {"http": {"favicon": {"hash": -116}}}
SEVERAL = 'product:apache port:80,81 country:"made-up land" tag:cloud vuln:CVE-2021-* asn:AS64500'
WIDE = 700


class Dictionary:
    """A lookup among these words; remembers what it was asked."""

    def __init__(self, *known: str) -> None:
        self.known, self.asked = known, list[str]()

    def __call__(self, pattern: str) -> Sequence[str]:
        self.asked.append(pattern)
        return self.known


def words(query: str, *known: str) -> list[str] | None:
    term = parse(query)
    assert isinstance(term, Term)
    return token_index.token_words(term, Dictionary(*known))


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ("port:443", ["port:443"]),
        ("port:443,80", ["port:443", "port:80"]),
        ("country:NL", ["country:nl"]),
        ('city:"San Diego"', ["city:san diego"]),
        ("asn:AS64500", ["asn:64500"]),
        ("http.favicon.hash:-116", ["favicon:-116"]),
        ("vuln:CVE-2014-0160", ["vuln:cve-2014-0160"]),
        ("product:apache", ["product:apache a", "product:apache b"]),
    ],
)
def test_a_whole_value_is_a_word_and_a_part_of_one_those_that_are_known(query: str, found: list[str]) -> None:
    assert words(query, "product:apache a", "product:apache b") == found


@pytest.mark.parametrize(
    "query",
    [
        "port:>80",
        "port:80-90",
        "port:80,>1024",
        "asn:0",
        "http.favicon.hash:0",
        "city:*",
        "os:linux",
        "all:x",
    ],
)
def test_what_the_index_does_not_know_is_asked_of_the_columns(query: str) -> None:
    assert words(query, "x") is None


def test_many_words_are_asked_of_the_columns() -> None:
    ports = ",".join(str(number) for number in range(1, token_index.MOST + 2))
    assert words(f"port:{ports}") is None
    assert words("product:x", *map(str, range(token_index.MOST + 1))) is None
    assert words("port:1,2", *map(str, range(token_index.MOST))) == ["port:1", "port:2"]


def test_a_pattern_says_what_it_asks_for() -> None:
    known = Dictionary()
    for query in ('product:"50% off_"', "product:a*b", "country:n*"):
        term = parse(query)
        assert isinstance(term, Term)
        assert token_index.token_words(term, known) == []
    assert known.asked == [r"product:%50\% off\_%", "product:%a%b%", "country:n%"]


@pytest.fixture(scope="module")
def client(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Client]:
    with engine(tmp_path_factory.mktemp("marks")) as one:
        store = Stored(one)
        store.add(rows())
        store.add([replace(o, id=f"{n:032x}", timestamp=NOON + HOUR) for n, o in enumerate(rows()[::3])])
        store.fold(now=NOON + HOUR)
        # Rewrites parts: what came in is older than what is known.
        store.add(
            [replace(o, id=f"{n + 999:032x}", timestamp=NOON - HOUR) for n, o in enumerate(rows()[::5])]
        )
        store.fold(now=NOON + HOUR)
        store.add([seen("192.0.2.99", 80, product="Apache new", at=NOON)])
        yield one


def rows() -> list[Observation]:
    draw = random.Random(7)
    return [
        seen(
            f"192.0.{number // 200}.{number % 200}", draw.choice([80, 81, 443]),
            product=draw.choice(["Apache httpd", "Apache Tomcat", "nginx", "", "50% off_"]),
            tags=tuple(draw.sample(["Cloud", "vpn", "x"], draw.randint(0, 2))),
            blocks=FAVICON if number % 7 == 0 else {},
            data=f"HTTP/1.1 200 OK {draw.choice(['apache', 'nginx', 'port:80'])}",
        )
        for number in range(WIDE)
    ]  # fmt: skip


@pytest.mark.parametrize("history", [False, True])
@pytest.mark.parametrize(
    "query",
    [
        "product:apache", "product:apache port:80", "product:APACHE -port:80,81", 'product:"50% off_"',
        "product:a*httpd tag:cloud", "tag:cloud,vpn", "-tag:cloud port:443", "http.favicon.hash:-116 port:81",
        "product:nosuch", "-product:nosuch port:80", "port:80 apache", "(port:80 OR product:nginx) tag:x",
        "product:new", SEVERAL,
    ],
)  # fmt: skip
def test_with_the_index_and_without_the_same_is_found(
    client: Client, query: str, history: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    store = Stored(client)
    with_index = {o.id for o in store.iterate(query, history=history)}
    monkeypatch.setattr(search_query, "lookup", lambda client, tables: None)
    assert with_index == {o.id for o in store.iterate(query, history=history)}
    assert store.count(query, history=history) == len(with_index)


def test_the_index_answers(client: Client) -> None:
    """A search of two values reads the index of marks, and neither of the two columns."""
    asked = search_query.search_query(
        "port:80 product:apache", client, history=False, state=lambda: TableState(marked=False), every=True
    )
    plan = client.query(f"EXPLAIN indexes = 1, actions = 1 {asked.each('id')}", asked.made.params)
    text = "\n".join(row["explain"] for row in plan)
    assert "Name: marks" in text
    assert "__text_index_marks_hasAllTokens" in text
    assert "__text_index_marks_hasAnyTokens" in text
    assert "lower(product)" not in text


@pytest.mark.parametrize(
    ("query", "every", "marked"),
    [
        ("port:80", True, True), ("port:80 apache", False, True), ("port:80 apache", True, False),
        ("port:80 -(tag:cloud OR apache)", True, False),
    ],
)  # fmt: skip
def test_what_is_counted_after_a_word_is_asked_of_the_columns(
    client: Client, query: str, every: bool, marked: bool
) -> None:
    asked = search_query.search_query(
        query, client, history=False, state=lambda: TableState(marked=False), every=every
    )
    assert (token_index.MARKS in asked.made.sql) is marked


def test_searches_are_written_as_the_index_is() -> None:
    index, search = (
        " ".join(sql.split()).replace("( ", "(")
        for sql in (migrate.known_migrations()[migrate.BASELINE], token_index.MARKS)
    )
    assert index.count(f"INDEX marks ({search.strip()}) TYPE") == 1


@pytest.mark.parametrize("table", ["services", "history"])
def test_every_part_has_the_index(client: Client, table: str) -> None:
    """A part without one would hide its values from lookups."""
    parts = client.query(
        "SELECT name FROM system.parts WHERE database = currentDatabase() AND table = {t:String} AND active "
        "AND rows > 0",
        {"t": table},
    )
    index = client.query(
        f"SELECT DISTINCT part_name AS name FROM mergeTreeTextIndex(currentDatabase(), {table}, marks)"
    )
    assert parts
    assert {row["name"] for row in parts} == {row["name"] for row in index}
