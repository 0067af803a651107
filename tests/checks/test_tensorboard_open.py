"""`tensorboard_open`: a table of replies and verdicts, and any bytes."""

from __future__ import annotations

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from leftopen.checks.tensorboard_open import check
from leftopen.model.channel import Reply
from leftopen.model.check import Replies
from leftopen.model.read_level import ReadLevel
from leftopen.model.verdict import Reason, State
from tests.denials import ELSEWHERE, MISSING, REFUSED
from tests.observed import observed
from tests.scripted import Scripted, finish, page

SEEN = observed(module="http", product="TensorBoard", port=6006)
ONLY = "description of the data"
PATHS = ("/data/environment", "/data/runs")


def answer(value: object) -> Reply:
    return page(200, json.dumps(value).encode())


def described(**other: object) -> Reply:
    named = {"version": "2.21.0", "data_location": "made-up", "window_title": "", "experiment_name": ""}
    return answer(named | other)


def look(*replies: Reply, level: ReadLevel = ReadLevel.LISTING) -> Replies:
    pages = dict(zip(PATHS, replies, strict=False))
    return finish(check.run(SEEN, Scripted(pages=pages, budget=check.requests, level=level))).replies


@pytest.mark.parametrize(("reply", "state", "reason"), [*REFUSED, *ELSEWHERE, *MISSING])
def test_a_refusal_or_another_page_is_judged_as_anywhere(reply: Reply, state: State, reason: Reason) -> None:
    verdict = check.judge(look(reply))
    assert (verdict.state, verdict.reason) == (state, reason)
    assert check.measure(look(reply)).records is None


@pytest.mark.parametrize(
    ("replies", "reason", "said", "records", "at_least"),
    [
        ((described(), answer(["made-up", "b"])), Reason.DATA_READABLE, "2 runs", 2, False),
        ((described(), answer([])), Reason.EMPTY_READABLE, "0 runs", 0, False),
        ((described(), page(403)), Reason.METADATA_READABLE, ONLY, None, False),
        ((described(), answer(["made-up", 7])), Reason.METADATA_READABLE, ONLY, None, False),
        ((described(), answer({"runs": []})), Reason.METADATA_READABLE, ONLY, None, False),
    ],
)
def test_what_is_open_is_said_and_counted(
    replies: tuple[Reply, ...], reason: Reason, said: str, records: int | None, at_least: bool
) -> None:
    heard = look(*replies)
    verdict, size = check.judge(heard), check.measure(heard)
    assert (verdict.state, verdict.reason, verdict.said) == (State.OPEN, reason, said)
    assert (size.records, size.at_least) == (records, at_least)
    assert "made-up" not in verdict.said


@pytest.mark.parametrize(
    "reply",
    [
        described(version=2),
        described(window_title=None),
        answer({"version": "2.21.0", "data_location": "made-up"}),
        answer(["made-up"]),
    ],
)
def test_another_shape_proves_nothing(reply: Reply) -> None:
    assert check.judge(look(reply)).state is State.UNKNOWN


def test_a_list_that_was_cut_is_a_lower_bound() -> None:
    body = json.dumps(["made-up", "a, b", "c"]).encode()
    heard = (described(), Reply(status=200, body=body[:-2], cut=True))
    assert (check.judge(heard).said, check.measure(heard).at_least) == ("at least 2 runs", True)
    for other in (Reply(status=404, body=body, cut=True), Reply(status=200, body=b'{"a', cut=True)):
        assert check.judge((described(), other)).reason is Reason.METADATA_READABLE


def test_it_asks_no_more_than_it_may() -> None:
    assert check.level is ReadLevel.METADATA
    assert check.control
    replies = look(described(), level=ReadLevel.METADATA)
    assert check.judge(replies).reason is Reason.METADATA_READABLE


def test_it_applies_by_the_product_and_not_by_the_port() -> None:
    assert check.applies(observed(module="https", product="TensorBoard", port=4711))
    assert not check.applies(observed(module="http", product="nginx", port=6006))
    assert not check.applies(observed(module="ssh", product="TensorBoard", port=6006))


@given(
    st.lists(st.binary(max_size=120), max_size=3),
    st.sampled_from([200, 302, 401, 404]),
    st.booleans(),
)
def test_no_bytes_raise_or_look_open(bodies: list[bytes], status: int, cut: bool) -> None:
    replies = tuple(Reply(status=status, body=body, cut=cut) for body in bodies)
    assert check.judge(replies).state is not State.OPEN
    assert check.judge(tuple(bodies)).state is not State.OPEN
    for heard in (replies, (described(), *replies)):
        check.judge(heard)
        check.measure(heard)
