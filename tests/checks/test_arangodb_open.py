"""`arangodb_open`: what it calls open, and what only looks like it."""

from __future__ import annotations

import json

import pytest

from leftopen import catalogue
from leftopen.model.channel import Reply
from tests.scripted import page
from tests.verdict_tables import EMPTY, METADATA, Holds, Table, assert_manners, rows

COLLECTION = {"id": "7", "name": "made-up", "status": 3, "isSystem": False, "globallyUniqueId": "h/7"}


def collections(*items: object, server: str = "ArangoDB", **other: object) -> Reply:
    answer = {"error": False, "code": 200, "result": list(items), **other}
    return page(200, json.dumps(answer).encode(), server=server)


TABLE = Table(
    check=catalogue.checks()["arangodb_open"],
    paths=("/_api/collection?excludeSystem=true",),
    product="ArangoDB",
    opened=(
        (collections(COLLECTION, COLLECTION), METADATA, "2 collections", 2),
        (collections(), EMPTY, "0 collections", 0),
    ),
    unproved=(
        collections(COLLECTION | {"isSystem": 0}),
        collections(COLLECTION | {"globallyUniqueId": None}),
        collections(COLLECTION, error=True),
        collections(code=0),
        collections(result=None),
        collections(COLLECTION, server="nginx"),
        collections(server=""),
    ),
)


@pytest.mark.parametrize("holds", rows(TABLE))
def test_each_reply_has_its_verdict(holds: Holds) -> None:
    holds()


def test_it_asks_little_and_garbage_is_never_open() -> None:
    assert_manners(TABLE)
