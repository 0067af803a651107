"""`node_red_open`: a table of replies and verdicts, and any bytes."""

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

check = catalogue.checks()["node_red_open"]
SEEN = observed(module="http", product="Node-RED", port=1880)
NOBODY = page(200, b"{}")
PATHS = ("/auth/login", "/settings")


def answer(value: object) -> Reply:
    return page(200, json.dumps(value).encode())


def settings(**other: object) -> Reply:
    return answer({"httpNodeRoot": "/", "version": "4.1.8", "flowEncryptionType": "system"} | other)


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
        ((NOBODY, settings()), Reason.METADATA_READABLE, "the editor, without a sign-in", None, False),
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
        answer({"httpNodeRoot": "/", "version": "4.1.8"}),
        answer({"type": 7}),
    ],
)
def test_another_shape_proves_nothing(reply: Reply) -> None:
    assert check.judge(look(reply)).state is State.UNKNOWN


@pytest.mark.parametrize("second", [answer({}), settings(version=None), page(404), page(200, b"<html>")])
def test_an_empty_object_alone_proves_nothing(second: Reply) -> None:
    assert check.judge(look(NOBODY, second)).state is State.UNKNOWN


@pytest.mark.parametrize("kind", ["credentials", "strategy"])
def test_an_editor_that_says_how_to_sign_in_is_closed(kind: str) -> None:
    heard = look(answer({"type": kind, "prompts": []}))
    verdict = check.judge(heard)
    assert (verdict.state, verdict.reason) == (State.CLOSED, Reason.PASSWORD_ASKED)
    assert len(heard) == 1


def test_it_asks_no_more_than_it_may() -> None:
    assert check.level is ReadLevel.METADATA
    assert check.control
    replies = look(NOBODY, settings(), level=ReadLevel.METADATA)
    assert check.judge(replies).reason is Reason.METADATA_READABLE


def test_it_applies_by_the_product_and_not_by_the_port() -> None:
    assert check.applies(observed(module="https", product="Node-RED", port=4711))
    assert not check.applies(observed(module="http", product="nginx", port=1880))
    assert not check.applies(observed(module="ssh", product="Node-RED", port=1880))


@given(
    st.lists(st.binary(max_size=120), max_size=3),
    st.sampled_from([200, 302, 401, 404]),
    st.booleans(),
)
def test_no_bytes_raise_or_look_open(bodies: list[bytes], status: int, cut: bool) -> None:
    replies = tuple(Reply(status=status, body=body, cut=cut) for body in bodies)
    assert check.judge(replies).state is not State.OPEN
    assert check.judge(tuple(bodies)).state is not State.OPEN
    for heard in (replies, (NOBODY, settings(), *replies)):
        check.judge(heard)
        check.measure(heard)
