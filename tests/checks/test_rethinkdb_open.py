"""`rethinkdb_open`: what it calls open, and what only looks like it."""

from __future__ import annotations

import pytest

from leftopen import catalogue
from tests.scripted import page
from tests.verdict_tables import METADATA, Holds, Table, assert_manners, rows

ME = page(200, b'"00000000-0000-4000-8000-000000000001"')
FRONT = page(200, b"<title>RethinkDB Administration Console</title>")

TABLE = Table(
    check=catalogue.checks()["rethinkdb_open"],
    paths=("/ajax/me", "/"),
    product="RethinkDB",
    opened=(((ME, FRONT), METADATA, "administration console", None),),
    unproved=(
        ME,
        (ME, page(200, b"<title>RethinkDB</title>")),
        (page(200, b'"made-up"'), FRONT),
        (page(200, b'{"id":"00000000-0000-4000-8000-000000000001"}'), FRONT),
    ),
)


@pytest.mark.parametrize("holds", rows(TABLE))
def test_each_reply_has_its_verdict(holds: Holds) -> None:
    holds()


def test_it_asks_little_and_garbage_is_never_open() -> None:
    assert_manners(TABLE)
