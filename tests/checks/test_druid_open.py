"""`druid_open`: what it calls open, and what only looks like it."""

from __future__ import annotations

import pytest

from leftopen import catalogue
from leftopen.model.channel import Reply
from tests.scripted import page
from tests.verdict_tables import EMPTY, METADATA, Holds, Table, answered, assert_manners, listed, rows


def state(module: str = "org.apache.druid.guice.SecurityModule", **other: object) -> Reply:
    modules = [{"name": module, "artifact": "druid-server", "version": "28.0.0"}]
    return answered(**{"version": "28.0.0", "modules": modules, "memory": {"maxMemory": 1}, **other})


def source(count: object = 4, size: int = 9) -> dict[str, object]:
    return {"name": "made-up", "properties": {"tiers": {}, "segments": {"count": count, "size": size}}}


TABLE = Table(
    check=catalogue.checks()["druid_open"],
    paths=("/status", "/druid/coordinator/v1/datasources?simple"),
    product="Apache Druid",
    opened=(
        ((state(), listed(source(), source())), METADATA, "2 datasources", 2),
        ((state(), listed()), EMPTY, "0 datasources", 0),
        ((state(), listed(source("4"))), METADATA, "state and modules", None),
        ((state(), page(403)), METADATA, "state and modules", None),
    ),
    unproved=(
        state(module="com.made-up.Module"),
        state(memory=None),
        state(version=28),
        state(modules=[]),
        (state(modules=None), listed(source())),
    ),
)


@pytest.mark.parametrize("holds", rows(TABLE))
def test_each_reply_has_its_verdict(holds: Holds) -> None:
    holds()


def test_it_asks_little_and_garbage_is_never_open() -> None:
    assert_manners(TABLE)
