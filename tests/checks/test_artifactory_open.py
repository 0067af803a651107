"""`artifactory_open`: what it calls open, and what only looks like it."""

from __future__ import annotations

import json

import pytest

from leftopen import catalogue
from leftopen.model.channel import Reply
from tests.scripted import page
from tests.verdict_tables import METADATA, Holds, Table, assert_manners, rows


def repositories(count: int, version: str = "Artifactory/7.77.5 77705900", **other: object) -> Reply:
    one = {"key": "made-up", "type": "LOCAL", "url": "http://made-up/", "packageType": "Maven", **other}
    return page(200, json.dumps([one] * count).encode(), x_jfrog_version=version)


TABLE = Table(
    check=catalogue.checks()["artifactory_open"],
    paths=("/artifactory/api/repositories",),
    product="Artifactory",
    opened=(
        (repositories(3), METADATA, "3 repositories", 3),
        (repositories(1), METADATA, "1 repository", 1),
    ),
    unproved=(
        repositories(0),
        repositories(3, version=""),
        repositories(1, packageType=None),
        repositories(1, type=7),
    ),
)


@pytest.mark.parametrize("holds", rows(TABLE))
def test_each_reply_has_its_verdict(holds: Holds) -> None:
    holds()


def test_it_asks_little_and_garbage_is_never_open() -> None:
    assert_manners(TABLE)
