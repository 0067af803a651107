"""InfluxDB's pages on real shapes and on any bytes."""

from __future__ import annotations

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from leftopen.model.channel import Reply
from leftopen.wire.products import influxdb
from tests.scripted import page

ONE = {"x_influxdb_version": "1.6.7~rc0", "x_influxdb_build": "OSS"}
TWO = {"x_influxdb_version": "v2.7.10", "x_influxdb_build": "OSS"}
REFUSED = page(401, b'{"error":"unable to parse authentication credentials"}\n', **ONE)
OWNERLESS = page(
    403,
    b'{"error":"error authorizing query: create admin user first or disable authentication"}\n',
    **ONE,
)


def databases(*names: str) -> Reply:
    series: dict[str, object] = {"name": "databases", "columns": ["name"]}
    if names:
        series["values"] = [[name] for name in names]
    answer = {"results": [{"statement_id": 0, "series": [series]}]}
    return page(200, json.dumps(answer).encode(), **ONE)


def counted(count: object) -> Reply:
    series = {"columns": ["cardinality estimation"], "values": [[count]]}
    return page(200, json.dumps({"results": [{"statement_id": 0, "series": [series]}]}).encode(), **ONE)


@pytest.mark.parametrize(
    ("headers", "version", "two"),
    [(ONE, "1.6.7~rc0", False), (TWO, "2.7.10", True), ({"x_influxdb_version": "a b"}, "", False)],
)
def test_the_header_names_the_version(headers: dict[str, str], version: str, two: bool) -> None:
    reply = page(404, b"", **headers)
    assert influxdb.speaks(reply)
    assert influxdb.version(reply) == version
    assert influxdb.is_two(version) is two


def test_databases_are_the_rows_of_one_series() -> None:
    assert influxdb.databases(databases("_internal", "made up")) == ("_internal", "made up")
    assert influxdb.databases(databases()) == ()
    assert influxdb.databases(counted(1)) is None
    assert influxdb.databases(REFUSED) is None
    assert influxdb.databases(page(200, b'{"results":[{"error":"database name required"}]}')) is None


def test_a_count_is_one_number() -> None:
    assert influxdb.cardinality(counted(10000)) == 10000
    assert [influxdb.cardinality(counted(odd)) for odd in (-1, True, "1", None, 1.5)] == [None] * 5


def test_a_name_stands_between_quotes_or_is_not_asked() -> None:
    assert influxdb.cardinality_path("a b") == "/query?q=SHOW%20SERIES%20CARDINALITY%20ON%20%22a%20b%22"
    assert influxdb.countable("made up, too")
    assert not influxdb.countable('a" ; DROP')
    assert not influxdb.countable("a\\")
    assert not influxdb.countable("a\nb")
    assert not influxdb.countable("a\ud800")


def test_a_second_generation_says_whether_it_waits_for_its_owner() -> None:
    assert influxdb.awaits_owner(page(200, b'{"allowed":true}\n')) is True
    assert influxdb.awaits_owner(page(200, b'{"allowed":false}')) is False
    assert influxdb.awaits_owner(page(200, b'{"allowed":"true"}')) is None
    assert influxdb.buckets(page(200, b'{"links":{"self":"/"},"buckets":[{"name":"a"}]}')) == 1
    assert influxdb.buckets(page(200, b'{"buckets":[]}')) is None
    assert influxdb.error(OWNERLESS).endswith("create admin user first or disable authentication")


@given(st.binary(max_size=200), st.sampled_from([200, 401]))
def test_no_bytes_make_it_raise(body: bytes, status: int) -> None:
    for made in (body, b'{"results":[{"series":[' + body, b'{"allowed":' + body):
        reply = page(status, made)
        for function in (influxdb.databases, influxdb.cardinality, influxdb.error, influxdb.awaits_owner):
            function(reply)
        influxdb.buckets(reply)


@given(st.text(max_size=30))
def test_any_name_makes_one_plain_path(name: str) -> None:
    if influxdb.countable(name):
        path = influxdb.cardinality_path(name)
        assert path.isascii()
        assert not set(path) & set(' "\r\n;#')
