"""`kubernetes_api_open`: what it calls open, and what only looks like it."""

from __future__ import annotations

import pytest

from leftopen import catalogue
from leftopen.model.channel import Reply
from tests.verdict_tables import METADATA, Holds, Table, answered, assert_manners, rows


def namespaces(items: object = None, kind: str = "NamespaceList", **meta: object) -> Reply:
    one = [{"metadata": {"name": "made-up", "uid": "u"}, "status": {"phase": "Active"}}]
    metadata = {"resourceVersion": "7", **meta}
    return answered(kind=kind, apiVersion="v1", metadata=metadata, items=one if items is None else items)


TABLE = Table(
    check=catalogue.checks()["kubernetes_api_open"],
    paths=("/api/v1/namespaces?limit=1",),
    product="Kubernetes API",
    opened=(
        (namespaces(), METADATA, "1 namespace", 1),
        (namespaces(remainingItemCount=4, **{"continue": "x"}), METADATA, "5 namespaces", 5),
        (namespaces(**{"continue": "x"}), METADATA, "at least 1 namespace", 1),
    ),
    unproved=(
        namespaces([]),
        namespaces(kind="List"),
        namespaces([{"metadata": {}}]),
        namespaces(resourceVersion=None),
        answered(major="1", minor="30", gitVersion="v1.30.2"),
    ),
)


@pytest.mark.parametrize("holds", rows(TABLE))
def test_each_reply_has_its_verdict(holds: Holds) -> None:
    holds()


def test_it_asks_little_and_garbage_is_never_open() -> None:
    assert_manners(TABLE)
