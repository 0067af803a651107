"""`argocd_open`: what it calls open, and what only looks like it."""

from __future__ import annotations

import pytest

from leftopen import catalogue
from leftopen.model.channel import Reply
from tests.verdict_tables import EMPTY, METADATA, Holds, Table, answered, assert_manners, rows

NAMED_ONE = {"metadata": {"name": "made-up"}}


def applications(items: object, version: object = "812") -> Reply:
    return answered(items=items, metadata={"resourceVersion": version})


TABLE = Table(
    check=catalogue.checks()["argocd_open"],
    paths=("/api/v1/applications?fields=items.metadata.name,metadata.resourceVersion",),
    product="Argo CD",
    opened=(
        (applications([NAMED_ONE, NAMED_ONE]), METADATA, "2 applications", 2),
        (applications(None), EMPTY, "0 applications", 0),
        (applications([]), EMPTY, "0 applications", 0),
    ),
    unproved=(
        applications([NAMED_ONE], version=None),
        applications([{"metadata": {}}]),
        applications("made-up"),
        answered(metadata={"resourceVersion": "812"}),
    ),
)


@pytest.mark.parametrize("holds", rows(TABLE))
def test_each_reply_has_its_verdict(holds: Holds) -> None:
    holds()


def test_it_asks_little_and_garbage_is_never_open() -> None:
    assert_manners(TABLE)
