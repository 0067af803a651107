"""`h2o_open`: what it calls open, and what only looks like it."""

from __future__ import annotations

import pytest

from leftopen import catalogue
from leftopen.model.channel import Reply
from tests.denials import GONE
from tests.verdict_tables import EMPTY, METADATA, Holds, Table, answered, assert_manners, rows


def cloud(size: object = 1, schema: str = "CloudV3", **other: object) -> Reply:
    answer = {
        "__meta": {"schema_version": 3, "schema_name": schema},
        "version": "3.46.0.1",
        "cloud_name": "made-up",
    }
    return answered(**{**answer, "cloud_size": size, "nodes": [{}], **other})


TABLE = Table(
    check=catalogue.checks()["h2o_open"],
    paths=("/3/Cloud",),
    product="H2O",
    opened=(
        (cloud(), METADATA, "1 node", 1),
        (cloud(3), METADATA, "3 nodes", 3),
        (cloud(0), EMPTY, "0 nodes", 0),
    ),
    unproved=(cloud("1"), cloud(schema="AboutV3"), cloud(nodes=None), cloud(cloud_name=None)),
    missing=GONE,
)


@pytest.mark.parametrize("holds", rows(TABLE))
def test_each_reply_has_its_verdict(holds: Holds) -> None:
    holds()


def test_it_asks_little_and_garbage_is_never_open() -> None:
    assert_manners(TABLE)
