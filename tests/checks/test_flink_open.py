"""`flink_open`: what it calls open, and what only looks like it."""

from __future__ import annotations

import pytest

from leftopen import catalogue
from leftopen.model.channel import Reply
from tests.denials import GONE
from tests.verdict_tables import EMPTY, METADATA, Holds, Table, answered, assert_manners, rows


def overview(running: object = 1, **other: object) -> Reply:
    jobs = {"jobs-running": running, "jobs-finished": 2, "jobs-cancelled": 0, "jobs-failed": 0}
    answer = {"taskmanagers": 1, "slots-total": 4, "slots-available": 3, "flink-version": "1.17.1"}
    return answered(**{**answer, **jobs, "flink-commit": "2750d5c", **other})


TABLE = Table(
    check=catalogue.checks()["flink_open"],
    paths=("/overview",),
    product="Apache Flink",
    opened=(
        (overview(), METADATA, "3 jobs", 3),
        (overview(0, **{"jobs-finished": 0}), EMPTY, "0 jobs", 0),
    ),
    unproved=(
        overview("1"),
        overview(**{"flink-version": None}),
        overview(taskmanagers=None),
        overview(**{"jobs-failed": None}),
    ),
    missing=GONE,
)


@pytest.mark.parametrize("holds", rows(TABLE))
def test_each_reply_has_its_verdict(holds: Holds) -> None:
    holds()


def test_it_asks_little_and_garbage_is_never_open() -> None:
    assert_manners(TABLE)
