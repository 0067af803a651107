"""`qdrant_open`: a table of replies and verdicts, and any bytes."""

from __future__ import annotations

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from leftopen.checks.qdrant_open import check
from leftopen.model.channel import Reply, TalkEnded
from leftopen.model.check import Replies
from leftopen.model.read_level import ReadLevel
from leftopen.model.verdict import Reason, State
from tests.denials import ELSEWHERE, GONE, REFUSED
from tests.observed import observed
from tests.scripted import Scripted, finish, page

SEEN = observed(module="http", product="Qdrant", port=6333)
PATHS = ("/collections", "/collections/made-up")


def collections(*names: str, **other: object) -> Reply:
    answer = {"result": {"collections": [{"name": name} for name in names]}, "status": "ok", "time": 1e-05}
    return page(200, json.dumps(answer | other).encode())


def info(points: object) -> Reply:
    result = {"status": "green", "optimizer_status": "ok", "points_count": points, "segments_count": 2}
    return page(200, json.dumps({"result": result, "status": "ok", "time": 1e-05}).encode())


def look(*replies: Reply, level: ReadLevel = ReadLevel.LISTING) -> Replies:
    pages = dict(zip(PATHS, replies, strict=False))
    return finish(check.run(SEEN, Scripted(pages=pages, budget=check.requests, level=level))).replies


@pytest.mark.parametrize(("reply", "state", "reason"), [*REFUSED, *ELSEWHERE, *GONE])
def test_a_refusal_or_another_page_is_judged_as_anywhere(reply: Reply, state: State, reason: Reason) -> None:
    verdict = check.judge(look(reply))
    assert (verdict.state, verdict.reason) == (state, reason)
    assert check.measure(look(reply)).records is None


@pytest.mark.parametrize(
    ("listed", "first", "reason", "said", "records", "at_least"),
    [
        (
            collections("made-up"),
            info(42),
            Reason.DATA_READABLE,
            "1 collection; 42 points in the first",
            42,
            False,
        ),
        (
            collections("made-up", "b"),
            info(1),
            Reason.DATA_READABLE,
            "2 collections; 1 point in the first",
            1,
            True,
        ),
        (collections("made-up"), info(0), Reason.METADATA_READABLE, "1 collection", 1, False),
        (collections("made-up"), info(True), Reason.METADATA_READABLE, "1 collection", 1, False),
        (collections("made-up"), page(403), Reason.METADATA_READABLE, "1 collection", 1, False),
        (collections("x" * 300), info(42), Reason.METADATA_READABLE, "1 collection", 1, False),
        (collections(), info(42), Reason.EMPTY_READABLE, "0 collections", 0, False),
    ],
)
def test_what_is_open_is_said_and_counted(
    listed: Reply, first: Reply, reason: Reason, said: str, records: int, at_least: bool
) -> None:
    replies = look(listed, first)
    verdict, size = check.judge(replies), check.measure(replies)
    assert (verdict.reason, verdict.said) == (reason, said)
    assert (size.records, size.at_least) == (records, at_least)


@pytest.mark.parametrize("reply", [collections("made-up", status="error"), collections("made-up", result=[])])
def test_another_shape_proves_nothing(reply: Reply) -> None:
    assert check.judge(look(reply)).state is State.UNKNOWN


def test_a_name_is_one_step_of_a_path() -> None:
    channel = Scripted(pages={"/collections": collections("../a b?")}, budget=check.requests)
    finish(check.run(SEEN, channel))
    assert channel.heard[1] == "/collections/..%2Fa%20b%3F"


def test_it_asks_no_more_than_it_may() -> None:
    assert check.level is ReadLevel.LISTING
    assert check.control
    with pytest.raises(TalkEnded):
        look(collections("made-up"), level=ReadLevel.METADATA)


def test_it_applies_by_the_product_and_not_by_the_port() -> None:
    assert check.applies(observed(module="https", product="Qdrant", port=4711))
    assert not check.applies(observed(module="http", product="nginx", port=6333))
    assert not check.applies(observed(module="ssh", product="Qdrant", port=6333))


@given(
    st.lists(st.binary(max_size=120), max_size=3),
    st.sampled_from([200, 302, 401, 404]),
    st.booleans(),
)
def test_no_bytes_raise_or_look_open(bodies: list[bytes], status: int, cut: bool) -> None:
    replies = tuple(Reply(status=status, body=body, cut=cut) for body in bodies)
    assert check.judge(replies).state is not State.OPEN
    assert check.judge(tuple(bodies)).state is not State.OPEN
    for heard in (replies, (collections("made-up"), *replies)):
        check.judge(heard)
        check.measure(heard)
