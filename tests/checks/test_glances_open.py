"""`glances_open`: a table of replies and verdicts, and any bytes."""

from __future__ import annotations

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from leftopen.checks.glances_open import check
from leftopen.model.channel import Reply
from leftopen.model.check import Replies
from leftopen.model.read_level import ReadLevel
from leftopen.model.verdict import Reason, State
from tests.denials import ELSEWHERE, MISSING, REFUSED
from tests.observed import observed
from tests.scripted import Scripted, finish, page

SEEN = observed(module="http", product="Glances", port=61208)
PATHS = ("/api/4/system", "/api/4/processcount")


def answer(value: object, **headers: str) -> Reply:
    return page(200, json.dumps(value).encode(), **headers)


def system(**other: object) -> Reply:
    named = {"os_name": "Linux", "hostname": "made-up", "platform": "64bit", "os_version": "6.1"}
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
        (
            (system(), answer({"total": 112, "running": 1})),
            Reason.METADATA_READABLE,
            "112 processes",
            112,
            False,
        ),
        ((system(), page(401)), Reason.METADATA_READABLE, "name of the system", None, False),
        ((system(), answer({"total": "9"})), Reason.METADATA_READABLE, "name of the system", None, False),
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
        system(hostname=None),
        system(platform=64),
        answer([system().body.decode()]),
        answer({"hostname": "made-up", "platform": "linux"}),
    ],
)
def test_another_shape_proves_nothing(reply: Reply) -> None:
    assert check.judge(look(reply)).state is State.UNKNOWN


def test_the_older_api_is_asked_where_the_newer_is_missing() -> None:
    pages = {"/api/3/system": system(), "/api/3/processcount": answer({"total": 7})}
    channel = Scripted(pages=pages, budget=check.requests)
    heard = finish(check.run(SEEN, channel)).replies
    assert channel.heard == ["/api/4/system", *pages]
    assert (check.judge(heard).said, check.measure(heard).records) == ("7 processes", 7)


def test_it_asks_no_more_than_it_may() -> None:
    assert check.level is ReadLevel.METADATA
    assert check.control
    replies = look(system(), level=ReadLevel.METADATA)
    assert check.judge(replies).reason is Reason.METADATA_READABLE


def test_it_applies_by_the_product_and_not_by_the_port() -> None:
    assert check.applies(observed(module="https", product="Glances", port=4711))
    assert not check.applies(observed(module="http", product="nginx", port=61208))
    assert not check.applies(observed(module="ssh", product="Glances", port=61208))


@given(
    st.lists(st.binary(max_size=120), max_size=3),
    st.sampled_from([200, 302, 401, 404]),
    st.booleans(),
)
def test_no_bytes_raise_or_look_open(bodies: list[bytes], status: int, cut: bool) -> None:
    replies = tuple(Reply(status=status, body=body, cut=cut) for body in bodies)
    assert check.judge(replies).state is not State.OPEN
    assert check.judge(tuple(bodies)).state is not State.OPEN
    for heard in (replies, (system(), *replies)):
        check.judge(heard)
        check.measure(heard)
