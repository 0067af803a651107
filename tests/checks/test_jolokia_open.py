"""`jolokia_open`: what it calls open, and what only looks like it."""

from __future__ import annotations

import pytest

from leftopen import catalogue
from leftopen.model.channel import Reply
from tests.verdict_tables import METADATA, Holds, Table, answered, assert_manners, rows

check = catalogue.checks()["jolokia_open"]
VERSION, DOMAINS = "/jolokia/version", "/jolokia/list?maxDepth=1"


def version(status: object = 200, **other: object) -> Reply:
    answer = {"agent": "1.7.2", "protocol": "7.2", "info": {}, **other}
    return answered(request={"type": "version"}, value=answer, timestamp=1, status=status)


def domains(*names: str, kind: str = "list", status: object = 200) -> Reply:
    return answered(request={"type": kind}, value=dict.fromkeys(names, 1), timestamp=1, status=status)


TABLE = Table(
    check=check,
    paths=(VERSION, DOMAINS),
    product="Java HttpServer",
    opened=(
        ((version(), domains("java.lang", "made-up")), METADATA, "2 domains of beans", 2),
        ((version(), domains("java.lang")), METADATA, "1 domain of beans", 1),
    ),
    unproved=(
        version(),
        (version(), domains()),
        (version(), domains("java.lang", kind="read")),
        (version(), domains("java.lang", status=403)),
        (version(agent=None), domains("java.lang")),
        (version(status="200"), domains("java.lang")),
    ),
)


@pytest.mark.parametrize("holds", rows(TABLE))
def test_each_reply_has_its_verdict(holds: Holds) -> None:
    holds()


def test_it_asks_little_and_garbage_is_never_open() -> None:
    assert_manners(TABLE)
