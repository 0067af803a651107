"""`yarn_open`: what it calls open, and what only looks like it."""

from __future__ import annotations

import pytest

from leftopen import catalogue
from leftopen.model.channel import Reply
from tests.verdict_tables import EMPTY, METADATA, Holds, Table, answered, assert_manners, rows

HEAD = "HTTP/1.1 302 Found\r\nLocation: http://127.0.0.1:8088/cluster\r\n\r\n"


def metrics(submitted: object, **other: object) -> Reply:
    counters = {"appsCompleted": 1, "containersAllocated": 0, "totalMB": 8192, "activeNodes": 1}
    return answered(clusterMetrics={"appsSubmitted": submitted, **counters, **other})


TABLE = Table(
    check=catalogue.checks()["yarn_open"],
    paths=("/ws/v1/cluster/metrics",),
    front=HEAD,
    opened=(
        (metrics(7), METADATA, "7 applications", 7),
        (metrics(0), EMPTY, "0 applications", 0),
    ),
    unproved=(metrics("7"), metrics(7, totalMB=None), metrics(-1), answered(clusterMetrics=[])),
)


@pytest.mark.parametrize("holds", rows(TABLE))
def test_each_reply_has_its_verdict(holds: Holds) -> None:
    holds()


def test_it_asks_little_and_garbage_is_never_open() -> None:
    assert_manners(TABLE)
