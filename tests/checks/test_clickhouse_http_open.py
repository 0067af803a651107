"""`clickhouse_http_open`: what it calls open, and what only looks like it."""

from __future__ import annotations

import json

import pytest

from leftopen import catalogue
from leftopen.formats.url_quote import encoded
from leftopen.model.channel import Reply
from tests.scripted import page
from tests.verdict_tables import DATA, EMPTY, METADATA, Holds, Table, assert_manners, rows

QUERY = (
    "SELECT count() AS tables, sum(total_rows) AS total, sum(total_bytes) AS size FROM system.tables "
    "WHERE database NOT IN ('system', 'INFORMATION_SCHEMA', 'information_schema') FORMAT JSON"
)


def counters(tables: object, total: object, size: object = "9", form: str = "JSON", **other: object) -> Reply:
    rows = [{"tables": tables, "total": total, "size": size}]
    answer = {"meta": [], "data": rows, "rows": 1, "statistics": {"elapsed": 0.001, "rows_read": 9}, **other}
    return page(200, json.dumps(answer).encode(), x_clickhouse_format=form)


TABLE = Table(
    check=catalogue.checks()["clickhouse_http_open"],
    paths=(f"/?query={encoded(QUERY)}",),
    product="ClickHouse",
    opened=(
        (counters("2", "42"), DATA, "42 rows in 2 tables", 42),
        (counters(2, 42, 9), DATA, "42 rows in 2 tables", 42),
        (counters("1", "0"), METADATA, "1 table", 1),
        (counters("1", None, None), METADATA, "1 table", 1),
        (counters("0", None), EMPTY, "0 tables", 0),
    ),
    unproved=(
        counters("2", "42", form=""),
        counters("two", "42"),
        counters("2", "42", rows=2),
        counters("2", "42", statistics=None),
        counters("2", "42", data=[]),
    ),
)


@pytest.mark.parametrize("holds", rows(TABLE))
def test_each_reply_has_its_verdict(holds: Holds) -> None:
    holds()


def test_it_asks_little_and_garbage_is_never_open() -> None:
    assert_manners(TABLE)
