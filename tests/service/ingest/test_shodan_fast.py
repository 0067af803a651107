"""The short way from a line to its row gives what the long way gives, or nothing."""

from __future__ import annotations

import json
import random
from dataclasses import replace
from datetime import UTC, datetime
from functools import cache
from typing import Any

import pyarrow
import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from leftopen.formats.shodan_banner import BLOCKS
from leftopen.imports.shodan import reader
from leftopen.model.address import Address
from leftopen.model.import_reader import BadLine
from leftopen.model.location import NOWHERE, Location
from leftopen.pipeline.normalise import to_observation
from leftopen.service.ingest.convert import RowBuilder, no_fast_path
from leftopen.service.ingest.shodan_fast import fast_path
from leftopen.service.ingest.workers import WorkerConfig, row_builder
from leftopen.store.observations import arrow
from tests.imports.banners import banner
from tests.imports.test_shodan import PLAIN
from tests.tier import tier

LATEST = datetime(2027, 1, 1, tzinfo=UTC)
WORK = WorkerConfig(
    format="shodan", scan="a" * 32, realm="lab", place="inside", latest=LATEST, port=0, at=None
)
OURS = (
    NOWHERE,
    Location(country_code="FR", country_name="France", sources=(("country", "registry", "2026-01-01"),)),
    Location(
        asn=64500, org="Ours", isp="Ours", sources=(
            ("asn", "table", "2026-02-02"), ("org", "table", "2026-02-02"), ("isp", "table", "2026-02-02"),
        ),
    ),
    Location(
        country_code="US", country_name="United States", city="Exampleville", latitude=0.0, longitude=3.5,
        cloud_provider="Example Cloud", cloud_region="x-1", sources=(
            ("city", "feed", "2026-04-04"), ("cloud", "ranges", "2026-03-03"),
            ("coordinates", "feed", "2026-04-04"), ("country", "feed", "2026-04-04"),
        ),
    ),
)  # fmt: skip
Line = dict[str, Any]


def lookup(address: Address) -> Location:
    return OURS[address.packed[-1] % len(OURS)]


@cache
def maker() -> RowBuilder:
    made = row_builder(WORK)
    making = type(made.making)(
        masker=made.making.masker, lookup=lookup, scan=WORK.scan, realm=WORK.realm, latest=LATEST,
        place=made.making.place,
    )  # fmt: skip
    return replace(made, making=making, plain=fast_path(making))


def row_of(batch: bytes) -> Line:
    """As the engine has it; the blocks by what they mean."""
    [row] = pyarrow.ipc.open_stream(b"".join(arrow.stream([batch]))).read_all().to_pylist()
    return {**row, "blocks": json.loads(row["blocks"]), "more": dict(row["more"])}


def rows_by_id(batch: bytes) -> dict[Any, Line]:
    """Every column that any of the rows has; one that is left out has its default."""
    rows = pyarrow.ipc.open_stream(b"".join(arrow.stream([batch]))).read_all().to_pylist()
    return {
        row["id"]: {**row, "blocks": json.loads(row["blocks"]), "more": dict(row["more"])} for row in rows
    }


def agrees(line: bytes) -> bool:
    """Whether the short way had an answer; then it must be the long way's."""
    made = maker()
    quiet, _ = made._sorted(line, 1)
    if not quiet:
        return False
    answer = made.plain([line])
    if answer.left:
        return False
    [found] = reader.read(line)
    assert not isinstance(found, BadLine), found
    seen = to_observation(found, made.making, clean=True)
    assert not isinstance(seen, BadLine), seen
    assert row_of(answer.rows) == row_of(arrow.batch([arrow.values(seen)]))
    return True


JSON: st.SearchStrategy[Any] = st.recursive(
    st.one_of(
        st.none(), st.booleans(), st.integers(-(2**70), 2**70), st.floats(-1e9, 1e9),
        st.text("ab 1.:\"\\\n", max_size=6),
    ),
    lambda inner: st.one_of(
        st.lists(inner, max_size=3),
        st.dictionaries(st.sampled_from(["a", "CN", "port", "x"]), inner, max_size=3),
    ),
    max_leaves=6,
)  # fmt: skip
NAMES = (*PLAIN, *BLOCKS, "ip", "ipv6", "cpe", "info", "never_heard_of", "type", "tls", "data_encoding")
TYPICAL: dict[str, st.SearchStrategy[Any]] = {
    "ip_str": st.sampled_from(
        ["192.0.2.1", "192.0.2.2", "192.0.2.3", "198.51.100.0", "192.0.2.07", "::1", "x"]
    ),
    "port": st.sampled_from([1, 443, 65535, 0, 65536, "80", True]),
    "transport": st.sampled_from(["tcp", "udp", "sctp", None]),
    "timestamp": st.sampled_from(
        [
            "2026-03-01T04:05:06.123456", "2026-03-01T04:05:06", "2026-03-01T04:05:06Z",
            "2026-03-01 04:05:06", "20260301T040506", "1985-01-01T00:00:00", "2031-01-01T00:00:00",
            "2026-W09-7T04:05:06", "1772337906",
            "2026-03-01T04:05:06.1", "2026-03-01T04:05:06+02:00", "2026-03-01", 5,
        ]
    ),
    "hash": st.sampled_from([None, 0, 5, -(2**31), 2**31, 1.5, "x", True]),
    "hostnames": st.lists(st.sampled_from(["a.example.org", "b.co.uk", "", "x"]), max_size=4),
    "asn": st.sampled_from(["AS64500", "AS64501", "as1", "AS", "64500", None, "AS99999999999"]),
    "org": st.sampled_from(["", "Example Org", None, 5]),
    "_shodan": st.fixed_dictionaries(
        {},
        optional={
            "crawler": st.sampled_from(["c", "c" * 65, None]),
            "module": st.sampled_from(["", "https", None, "m" * 70]),
            "options": st.sampled_from([{}, None, {"hostname": "WWW.Example.org."}, {"x": 1}]),
        },
    ),
    "location": st.fixed_dictionaries(
        {},
        optional={
            "country_code": st.sampled_from(["fr", "US", "FRA", "", None]),
            "country_name": st.sampled_from(["France", "", None]),
            "city": st.sampled_from(["Exampleville", None]),
            "latitude": st.sampled_from([0, 0.0, 1.5, 91, None]),
            "longitude": st.sampled_from([0.0, -2.5, 181, None]),
            "area_code": st.none(),
        },
    ),
    "cloud": st.sampled_from([None, {}, {"provider": "Example Cloud"}, {"provider": "Other", "region": "r"}]),
    "http": st.fixed_dictionaries(
        {},
        optional={
            "status": st.sampled_from([200, 0, "200", None]),
            "title": st.sampled_from(["t", None, 5]),
            "components": st.sampled_from([{}, None, {"A": {"categories": ["x", "y", "x"]}}, {"A": 1}]),
            "robots_hash": st.sampled_from([None, 5]),
            "favicon": st.sampled_from([None, {"hash": 7, "data": "x"}, {"hash": "7"}, "x"]),
            "html_hash": st.sampled_from([None, 7, -(2**31), 2**31, 7.0, True]),
            "html": st.sampled_from([None, "<p>", 5]),
            "google_ads": st.sampled_from([None, ["a", "b"], "a"]),
        },
    ),
    "vulns": st.sampled_from([{}, [], ["CVE-1", "!CVE-2"], {"CVE-1": {"verified": True}, "!CVE-2": {}}, 5]),
}  # fmt: skip


@st.composite
def lines(draw: st.DrawFn) -> bytes:
    """A banner with some of its names changed, left out, or said twice."""
    made = dict(PLAIN)
    for name in draw(st.lists(st.sampled_from(NAMES), max_size=4)):
        if draw(st.integers(0, 5)) == 0:
            made.pop(name, None)
        else:
            made[name] = draw(JSON if draw(st.integers(0, 4)) == 0 else TYPICAL.get(name, JSON))
    marks = draw(st.sampled_from([(",", ":"), (", ", ": ")]))
    raw = json.dumps(made, separators=marks).encode()
    if draw(st.integers(0, 9)) == 0:
        twice = draw(st.sampled_from(["port", "ip_str", "data", "http", "hash"]))
        raw = raw[:-1] + f',"{twice}":{json.dumps(PLAIN[twice])}}}'.encode()
    return raw


@settings(max_examples=tier(200, 1000), deadline=None)
@given(lines())
@example(json.dumps(PLAIN).encode())
@example(json.dumps({**PLAIN, "ssl": {"a": {"b": 1e5}}}).encode())
def test_the_short_way_says_what_the_long_way_says(line: bytes) -> None:
    agrees(line)


def test_most_lines_go_the_short_way() -> None:
    chance = random.Random(5)
    made = [json.dumps(banner(chance, number)).encode() for number in range(400)]
    assert sum(map(agrees, made)) > 300
    assert agrees(json.dumps(PLAIN).encode())
    head = "HTTP/1.1 200 OK\r\nSet-Cookie: a=b\r\nset-cookie2: c\r\n d\r\nETag: x\r\n\r\n"
    assert agrees(json.dumps({**PLAIN, "data": head, "hash": None}).encode())


@pytest.mark.parametrize(
    "changes",
    [
        {"never_heard_of": 1}, {"port": "443"}, {"ip_str": "192.0.2.07"}, {"ip_str": "2001:db8::1"},
        {"ip_str": "127.0.0.1"},
        {"timestamp": "2026-03-01T04:05:06+02:00"}, {"timestamp": "2031-01-01T00:00:00"},
        {"transport": "udp"}, {"data": None}, {"opts": {"raw": "616263"}}, {"opts": {"port": 1}},
        {"matches": []}, {"tls": True},
        {"org": 5}, {"http": {"a": 1e400}}, {"vulns": json.loads('{"a":' * 40 + "1" + "}" * 40)},
    ],
)  # fmt: skip
def test_what_is_unusual_is_left_to_the_reader(changes: Line) -> None:
    raw = json.dumps({**PLAIN, **changes}).replace("Infinity", "1e400").encode()
    assert not agrees(raw)


def test_a_unit_gives_the_rows_of_all_its_lines_whichever_way_they_went() -> None:
    chance = random.Random(6)
    some = [json.dumps(banner(chance, number)).encode() for number in range(60)]
    some[7:7] = [b"no JSON", b"", json.dumps({**PLAIN, "transport": "udp", "tls": True}).encode()]
    made = maker().made(b"\n".join(some), 100)
    assert (made.count, made.bad) == (61, {"not valid JSON": 1})
    assert [quote.line for quote in made.quotes] == [107]


def test_rows_of_one_batch_keep_what_is_theirs() -> None:
    """Many banners that have different things, the short way together, against one by one."""
    chance = random.Random(7)
    some = [banner(chance, number) for number in range(90)]
    for number, one in enumerate(some):
        rare: tuple[Line, ...] = (
            {},
            {"ssl": {"jarm": f"{number:x}"}},
            {"ftp": {"anonymous": True}},
            {"vulns": [f"CVE-1-{number}"]},
        )
        one.update(rare[number % 4])
    data = b"\n".join(json.dumps(one).encode() for one in some)
    short, long = maker().made(data, 1), replace(maker(), plain=no_fast_path).made(data, 1)
    assert short.count == long.count == 90
    assert rows_by_id(short.rows) == rows_by_id(long.rows)


def test_a_line_of_our_own_api_is_left_to_the_way_that_reads_what_is_inside() -> None:
    inside = {"realm": "lab", "vantage": {"place": "inside", "name": "here"}}
    line: Line = {**banner(random.Random(7), 1), "opts": {"leftopen": inside}}
    plain = fast_path(maker().making)
    assert plain([json.dumps(line).encode()]).left == [0]
    line["opts"] = {"vulns": []}
    assert plain([json.dumps(line).encode()]).left == []
