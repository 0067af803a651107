"""`jaeger_open`: what it calls open, and what only looks like it."""

from __future__ import annotations

import pytest

from leftopen import catalogue
from leftopen.model.channel import Reply
from tests.denials import GONE
from tests.verdict_tables import EMPTY, METADATA, Holds, Table, answered, assert_manners, rows


def services(*names: object, **other: object) -> Reply:
    answer = {"data": list(names), "total": len(names), "limit": 0, "offset": 0, "errors": None}
    return answered(**{**answer, **other})


TABLE = Table(
    check=catalogue.checks()["jaeger_open"],
    paths=("/api/services",),
    product="Jaeger",
    opened=((services("made-up", "b"), METADATA, "2 services", 2), (services(), EMPTY, "0 services", 0)),
    unproved=(services(7), services("a", total="1"), services("a", offset=None), answered(data=["a"])),
    missing=GONE,
)


@pytest.mark.parametrize("holds", rows(TABLE))
def test_each_reply_has_its_verdict(holds: Holds) -> None:
    holds()


def test_it_asks_little_and_garbage_is_never_open() -> None:
    assert_manners(TABLE)
