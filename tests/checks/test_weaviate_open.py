"""`weaviate_open`: a table of replies and verdicts, and any bytes."""

from __future__ import annotations

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from leftopen import catalogue
from leftopen.model.channel import Reply, TalkEnded
from leftopen.model.check import Replies
from leftopen.model.read_level import ReadLevel
from leftopen.model.verdict import Reason, State
from tests.denials import ELSEWHERE, GONE, REFUSED
from tests.observed import observed
from tests.scripted import Scripted, finish, page

check = catalogue.checks()["weaviate_open"]
SEEN = observed(module="http", product="Weaviate", port=8080)
PATHS = ("/v1/nodes?output=verbose",)


def nodes(objects: object, shards: int, count: int = 1, **other: object) -> Reply:
    stats = {"objectCount": objects, "shardCount": shards}
    node = {"name": "made-up", "status": "HEALTHY", "version": "1.27.0", "gitHash": "0", "stats": stats}
    return page(200, json.dumps({"nodes": [{**node, "shards": None, **other}] * count}).encode())


def look(*replies: Reply, level: ReadLevel = ReadLevel.LISTING) -> Replies:
    pages = dict(zip(PATHS, replies, strict=False))
    return finish(check.run(SEEN, Scripted(pages=pages, budget=check.requests, level=level))).replies


@pytest.mark.parametrize(("reply", "state", "reason"), [*REFUSED, *ELSEWHERE, *GONE])
def test_a_refusal_or_another_page_is_judged_as_anywhere(reply: Reply, state: State, reason: Reason) -> None:
    verdict = check.judge(look(reply))
    assert (verdict.state, verdict.reason) == (state, reason)
    assert check.measure(look(reply)).records is None


@pytest.mark.parametrize(
    ("reply", "reason", "said", "records"),
    [
        (nodes(42, 1), Reason.DATA_READABLE, "42 objects", 42),
        (nodes(21, 1, count=2), Reason.DATA_READABLE, "42 objects", 42),
        (nodes(0, 0), Reason.EMPTY_READABLE, "0 objects", 0),
    ],
)
def test_what_is_open_is_said_and_counted(reply: Reply, reason: Reason, said: str, records: int) -> None:
    verdict, size = check.judge(look(reply)), check.measure(look(reply))
    assert (verdict.reason, verdict.said, size.records) == (reason, said, records)
    assert "made-up" not in verdict.said


@pytest.mark.parametrize(
    "reply", [nodes(1, 1, count=0), nodes("42", 1), nodes(1, 1, version=None), nodes(True, 1)]
)
def test_another_shape_proves_nothing(reply: Reply) -> None:
    assert check.judge(look(reply)).state is State.UNKNOWN


def test_collections_without_a_counted_object_are_metadata() -> None:
    verdict = check.judge(look(nodes(0, 3)))
    assert (verdict.reason, verdict.said) == (
        Reason.METADATA_READABLE,
        "collections present; no objects counted",
    )
    assert check.measure(look(nodes(0, 3))).records is None


def test_it_asks_no_more_than_it_may() -> None:
    assert check.level is ReadLevel.LISTING
    assert check.control
    with pytest.raises(TalkEnded):
        look(nodes(1, 1), level=ReadLevel.METADATA)


def test_it_applies_by_the_product_and_not_by_the_port() -> None:
    assert check.applies(observed(module="https", product="Weaviate", port=4711))
    assert not check.applies(observed(module="http", product="nginx", port=8080))
    assert not check.applies(observed(module="ssh", product="Weaviate", port=8080))


@given(
    st.lists(st.binary(max_size=120), max_size=3),
    st.sampled_from([200, 302, 401, 404]),
    st.booleans(),
)
def test_no_bytes_raise_or_look_open(bodies: list[bytes], status: int, cut: bool) -> None:
    replies = tuple(Reply(status=status, body=body, cut=cut) for body in bodies)
    assert check.judge(replies).state is not State.OPEN
    assert check.judge(tuple(bodies)).state is not State.OPEN
    for heard in (replies, (nodes(1, 1), *replies)):
        check.judge(heard)
        check.measure(heard)
