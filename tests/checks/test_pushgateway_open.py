"""`pushgateway_open`: a table of replies and verdicts, and any bytes."""

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

check = catalogue.checks()["pushgateway_open"]

SEEN = observed(module="http", product="Pushgateway", port=9091)
GROUP = {"labels": {"job": "made-up"}, "last_push_successful": True}
BUILD_ONLY = "build information"
PATHS = ("/api/v1/status", "/api/v1/metrics")


def answer(value: object, **headers: str) -> Reply:
    return page(200, json.dumps(value).encode(), **headers)


def build(**other: object) -> Reply:
    information = {"version": "1.11.0", "revision": "0", "branch": "made-up"}
    data = {"build_information": information, "flags": {}, "start_time": "2026-01-01T00:00:00Z"}
    return answer({"status": "success", "data": data | other})


def groups(*items: object, **other: object) -> Reply:
    return answer({"status": "success", "data": list(items)} | other)


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
        ((build(), groups(GROUP, GROUP)), Reason.DATA_READABLE, "2 groups", 2, False),
        ((build(), groups()), Reason.EMPTY_READABLE, "0 groups", 0, False),
        ((build(), page(403)), Reason.METADATA_READABLE, BUILD_ONLY, None, False),
        ((build(), groups(GROUP, status="error")), Reason.METADATA_READABLE, BUILD_ONLY, None, False),
        ((build(), groups({"labels": []})), Reason.METADATA_READABLE, BUILD_ONLY, None, False),
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
        build(build_information={}),
        build(start_time=7),
        groups(),
        answer({"status": "success", "data": {"version": "2.53.0", "revision": "0"}}),
    ],
)
def test_another_shape_proves_nothing(reply: Reply) -> None:
    assert check.judge(look(reply)).state is State.UNKNOWN


def test_it_asks_no_more_than_it_may() -> None:
    assert check.level is ReadLevel.METADATA
    assert check.control
    replies = look(build(), level=ReadLevel.METADATA)
    assert check.judge(replies).reason is Reason.METADATA_READABLE


def test_it_applies_by_the_product_and_not_by_the_port() -> None:
    assert check.applies(observed(module="https", product="Pushgateway", port=4711))
    assert not check.applies(observed(module="http", product="nginx", port=9091))
    assert not check.applies(observed(module="ssh", product="Pushgateway", port=9091))


@given(
    st.lists(st.binary(max_size=120), max_size=3),
    st.sampled_from([200, 302, 401, 404]),
    st.booleans(),
)
def test_no_bytes_raise_or_look_open(bodies: list[bytes], status: int, cut: bool) -> None:
    replies = tuple(Reply(status=status, body=body, cut=cut) for body in bodies)
    assert check.judge(replies).state is not State.OPEN
    assert check.judge(tuple(bodies)).state is not State.OPEN
    for heard in (replies, (build(), *replies)):
        check.judge(heard)
        check.measure(heard)
