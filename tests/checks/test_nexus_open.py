"""`nexus_open`: what it calls open, and what only looks like it."""

from __future__ import annotations

import json

import pytest

from leftopen import catalogue
from leftopen.model.channel import Reply
from tests.scripted import page
from tests.verdict_tables import METADATA, Holds, Table, assert_manners, rows


def repositories(count: int, server: str = "Nexus/3.61.0-02 (OSS)", **other: object) -> Reply:
    one = {"name": "made-up", "format": "maven2", "type": "hosted", "url": "http://made-up/", **other}
    return page(200, json.dumps([one] * count).encode(), server=server)


TABLE = Table(
    check=catalogue.checks()["nexus_open"],
    paths=("/service/rest/v1/repositories",),
    product="Nexus Repository",
    opened=(
        (repositories(3), METADATA, "3 repositories", 3),
        (repositories(1, server="Nexus/3.70.1 (COMMUNITY)"), METADATA, "1 repository", 1),
    ),
    unproved=(
        repositories(0),
        repositories(3, server="nginx"),
        repositories(1, format=None),
        repositories(1, url=7),
    ),
)


@pytest.mark.parametrize("holds", rows(TABLE))
def test_each_reply_has_its_verdict(holds: Holds) -> None:
    holds()


def test_it_asks_little_and_garbage_is_never_open() -> None:
    assert_manners(TABLE)
