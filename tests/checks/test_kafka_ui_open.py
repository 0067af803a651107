"""`kafka_ui_open`: what it calls open, and what only looks like it."""

from __future__ import annotations

import pytest

from leftopen import catalogue
from tests.verdict_tables import METADATA, Holds, Table, answered, assert_manners, listed, rows

CLUSTER = {
    "name": "made-up",
    "status": "online",
    "topicCount": 7,
    "readOnly": False,
    "features": ["TOPIC_DELETION"],
}

TABLE = Table(
    check=catalogue.checks()["kafka_ui_open"],
    paths=("/api/clusters",),
    product="Kafka UI",
    opened=(
        (listed(CLUSTER, CLUSTER), METADATA, "2 clusters", 2),
        (listed(CLUSTER | {"status": "offline", "topicCount": None}), METADATA, "1 cluster", 1),
    ),
    unproved=(
        listed(),
        listed({"name": "made-up", "status": "online"}),
        listed(CLUSTER | {"readOnly": "no"}),
        answered(clusters=[CLUSTER]),
    ),
)


@pytest.mark.parametrize("holds", rows(TABLE))
def test_each_reply_has_its_verdict(holds: Holds) -> None:
    holds()


def test_it_asks_little_and_garbage_is_never_open() -> None:
    assert_manners(TABLE)
