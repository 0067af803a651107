"""`hbase_open`: what it calls open, and what only looks like it."""

from __future__ import annotations

import pytest

from leftopen import catalogue
from leftopen.model.channel import Reply
from tests.verdict_tables import EMPTY, METADATA, Holds, Table, answered, assert_manners, rows

NAME = "Hadoop:service=HBase,name=Master,sub=Server"


def beans(servers: object, count: int = 1, **other: object) -> Reply:
    bean: dict[str, object] = {"name": NAME, "modelerType": "Master,sub=Server", "tag.clusterId": "made-up"}
    return answered(beans=[{**bean, "numRegionServers": servers, "numDeadRegionServers": 0, **other}] * count)


TABLE = Table(
    check=catalogue.checks()["hbase_open"],
    paths=(f"/jmx?qry={NAME}",),
    product="HBase Master",
    opened=(
        (beans(2), METADATA, "2 region servers", 2),
        (beans(0), EMPTY, "0 region servers", 0),
    ),
    unproved=(
        beans("2"),
        beans(2, count=0),
        beans(2, count=2),
        beans(2, name="Hadoop:service=HBase,name=RegionServer,sub=Server"),
        beans(2, modelerType=None),
    ),
)


@pytest.mark.parametrize("holds", rows(TABLE))
def test_each_reply_has_its_verdict(holds: Holds) -> None:
    holds()


def test_it_asks_little_and_garbage_is_never_open() -> None:
    assert_manners(TABLE)
