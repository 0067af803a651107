"""`alertmanager_open`: a table of replies and verdicts, and any bytes."""

from __future__ import annotations

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from leftopen import catalogue
from leftopen.model.channel import Reply
from leftopen.model.check import Replies
from leftopen.model.read_level import ReadLevel
from leftopen.model.verdict import Reason, State
from tests.denials import ELSEWHERE, MISSING, REFUSED
from tests.observed import observed
from tests.scripted import Scripted, finish, page

check = catalogue.checks()["alertmanager_open"]

SEEN = observed(module="http", product="Alertmanager", port=9093)
RECEIVERS = page(200, b'[{"name":"made-up"}]')
PATHS = ("/api/v2/receivers", "/api/v2/alerts")


def answer(value: object, **headers: str) -> Reply:
    return page(200, json.dumps(value).encode(), **headers)


def alert(**other: object) -> dict[str, object]:
    named = {"fingerprint": "0", "labels": {"alertname": "made-up"}, "startsAt": "2026-01-01T00:00:00.000Z"}
    return {**named, "status": {"state": "active"}, "receivers": [{"name": "made-up"}]} | other


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
        ((RECEIVERS, answer([alert(), alert()])), Reason.DATA_READABLE, "2 alerts", 2, False),
        ((RECEIVERS, answer([])), Reason.EMPTY_READABLE, "0 alerts", 0, False),
        ((RECEIVERS, page(403)), Reason.METADATA_READABLE, "1 receiver", 1, False),
        ((RECEIVERS, answer([alert(labels=None)])), Reason.METADATA_READABLE, "1 receiver", 1, False),
        ((RECEIVERS, answer({"alerts": []})), Reason.METADATA_READABLE, "1 receiver", 1, False),
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
        answer([]),
        answer([{"name": 7}]),
        answer({"receivers": [{"name": "made-up"}]}),
        answer(["made-up"]),
    ],
)
def test_another_shape_proves_nothing(reply: Reply) -> None:
    assert check.judge(look(reply)).state is State.UNKNOWN


def test_a_list_that_was_cut_is_a_lower_bound() -> None:
    whole = json.dumps([alert()] * 3).encode()
    heard = (RECEIVERS, Reply(status=200, body=whole[:-150], cut=True))
    assert (check.judge(heard).said, check.measure(heard).at_least) == ("at least 2 alerts", True)


def test_it_asks_no_more_than_it_may() -> None:
    assert check.level is ReadLevel.METADATA
    assert check.control
    replies = look(RECEIVERS, level=ReadLevel.METADATA)
    assert check.judge(replies).reason is Reason.METADATA_READABLE


def test_it_applies_by_the_product_and_not_by_the_port() -> None:
    assert check.applies(observed(module="https", product="Alertmanager", port=4711))
    assert not check.applies(observed(module="http", product="nginx", port=9093))
    assert not check.applies(observed(module="ssh", product="Alertmanager", port=9093))


@given(
    st.lists(st.binary(max_size=120), max_size=3),
    st.sampled_from([200, 302, 401, 404]),
    st.booleans(),
)
def test_no_bytes_raise_or_look_open(bodies: list[bytes], status: int, cut: bool) -> None:
    replies = tuple(Reply(status=status, body=body, cut=cut) for body in bodies)
    assert check.judge(replies).state is not State.OPEN
    assert check.judge(tuple(bodies)).state is not State.OPEN
    for heard in (replies, (RECEIVERS, *replies)):
        check.judge(heard)
        check.measure(heard)
