"""`zipkin_open`: what it calls open, and what only looks like it."""

from __future__ import annotations

import pytest

from leftopen import catalogue
from tests.verdict_tables import EMPTY, METADATA, Holds, Table, answered, assert_manners, listed, rows

check = catalogue.checks()["zipkin_open"]
SERVICES, INFO = "/api/v2/services", "/info"

OWN = answered(zipkin={"version": "2.24.3", "commit": "0000000"})

TABLE = Table(
    check=check,
    paths=(SERVICES, INFO),
    product="Zipkin",
    opened=(
        ((listed("made-up", "b"), OWN), METADATA, "2 services", 2),
        ((listed(), OWN), EMPTY, "0 services", 0),
    ),
    unproved=(
        listed("made-up"),
        (listed("made-up"), answered(zipkin={"version": "2.24.3"})),
        (listed(7), OWN),
        (answered(data=["made-up"]), OWN),
    ),
)


@pytest.mark.parametrize("holds", rows(TABLE))
def test_each_reply_has_its_verdict(holds: Holds) -> None:
    holds()


def test_it_asks_little_and_garbage_is_never_open() -> None:
    assert_manners(TABLE)
