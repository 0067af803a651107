"""`sonarqube_open`: what it calls open, and what only looks like it."""

from __future__ import annotations

import pytest

from leftopen import catalogue
from leftopen.model.channel import Reply
from tests.verdict_tables import EMPTY, METADATA, Holds, Table, answered, assert_manners, rows

PROJECT = {"key": "made-up", "name": "made-up", "qualifier": "TRK", "project": "made-up"}


def projects(total: object, *items: object, size: int = 1) -> Reply:
    paging = {"pageIndex": 1, "pageSize": size, "total": total}
    return answered(paging=paging, components=list(items))


TABLE = Table(
    check=catalogue.checks()["sonarqube_open"],
    paths=("/api/components/search?qualifiers=TRK&ps=1",),
    product="SonarQube",
    opened=(
        (projects(7, PROJECT), METADATA, "7 projects", 7),
        (projects(0), EMPTY, "0 projects", 0),
    ),
    unproved=(
        projects(7),
        projects(0, PROJECT),
        projects("7", PROJECT),
        projects(7, PROJECT, size=100),
        projects(7, PROJECT | {"qualifier": "FIL"}),
    ),
)


@pytest.mark.parametrize("holds", rows(TABLE))
def test_each_reply_has_its_verdict(holds: Holds) -> None:
    holds()


def test_it_asks_little_and_garbage_is_never_open() -> None:
    assert_manners(TABLE)
