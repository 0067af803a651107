"""`meilisearch_open`: what it calls open, and what only looks like it."""

from __future__ import annotations

import pytest

from leftopen import catalogue
from leftopen.model.channel import Reply
from tests.denials import GONE
from tests.verdict_tables import DATA, EMPTY, METADATA, Holds, Table, answered, assert_manners, rows


def stats(*documents: object, **other: object) -> Reply:
    indexes = {
        f"made-up-{at}": {"numberOfDocuments": count, "isIndexing": False, "fieldDistribution": {}}
        for at, count in enumerate(documents)
    }
    return answered(**{"databaseSize": 4096, "lastUpdate": None, "indexes": indexes, **other})


TABLE = Table(
    check=catalogue.checks()["meilisearch_open"],
    paths=("/stats",),
    product="Meilisearch",
    opened=(
        (stats(40, 2), DATA, "42 documents in 2 indexes", 42),
        (stats(0), METADATA, "1 index", 1),
        (stats(), EMPTY, "0 indexes", 0),
    ),
    unproved=(
        stats("42"),
        stats(42, databaseSize="4096"),
        stats(42, indexes=[]),
        answered(databaseSize=1, indexes={}),
    ),
    missing=GONE,
)


@pytest.mark.parametrize("holds", rows(TABLE))
def test_each_reply_has_its_verdict(holds: Holds) -> None:
    holds()


def test_it_asks_little_and_garbage_is_never_open() -> None:
    assert_manners(TABLE)
