"""`superset_open`: what it calls open, and what only looks like it."""

from __future__ import annotations

import pytest

from leftopen import catalogue
from leftopen.model.channel import Reply
from tests.verdict_tables import EMPTY, METADATA, Holds, Table, answered, assert_manners, rows


def dashboards(count: object, title: str = "List Dashboard", **other: object) -> Reply:
    answer = {"count": count, "ids": [7], "list_columns": ["id"], "list_title": title, "result": [{"id": 7}]}
    return answered(**{**answer, **other})


TABLE = Table(
    check=catalogue.checks()["superset_open"],
    paths=("/api/v1/dashboard/?q=(columns:!(id),page_size:1)",),
    product="Apache Superset",
    opened=((dashboards(7), METADATA, "7 dashboards", 7), (dashboards(0), EMPTY, "0 dashboards", 0)),
    unproved=(
        dashboards("7"),
        dashboards(7, title="List Chart"),
        dashboards(7, ids=None),
        dashboards(7, result={}),
    ),
)


@pytest.mark.parametrize("holds", rows(TABLE))
def test_each_reply_has_its_verdict(holds: Holds) -> None:
    holds()


def test_it_asks_little_and_garbage_is_never_open() -> None:
    assert_manners(TABLE)
