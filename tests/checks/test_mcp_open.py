"""`mcp_open`: a table of replies and verdicts, and any bytes."""

from __future__ import annotations

import json
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from leftopen.checks.mcp_open import BEGINS, EVENTS, STARLETTE, STREAMED, check
from leftopen.model.channel import Reply
from leftopen.model.check import Replies
from leftopen.model.read_level import ReadLevel
from leftopen.model.verdict import Reason, State
from tests.denials import ELSEWHERE, MISSING, REFUSED
from tests.observed import observed
from tests.scripted import NOT_FOUND, Scripted, finish, page

SEEN = observed(module="http", port=8000)
SESSION = "Bad Request: Missing session ID"
ACCEPT = "Not Acceptable: Client must accept text/event-stream"


def error(message: object, *, status: int = 400, **other: object) -> Reply:
    answer = {"jsonrpc": "2.0", "id": None, "error": {"code": -32600, "message": message}}
    return page(status, json.dumps(answer | other).encode())


def stream(body: bytes = BEGINS[0], kind: str = "text/event-stream; charset=utf-8") -> Reply:
    return replace(page(200, body + b"messages/?made-up", content_type=kind), cut=True)


def look(*replies: Reply) -> Replies:
    pages = dict(zip((STREAMED, EVENTS), replies, strict=False))
    channel = Scripted(pages=pages, budget=check.requests, level=ReadLevel.METADATA)
    return finish(check.run(SEEN, channel)).replies


@pytest.mark.parametrize(("reply", "state", "reason"), [*REFUSED, *ELSEWHERE, *MISSING])
def test_a_refusal_or_another_page_is_judged_as_anywhere(reply: Reply, state: State, reason: Reason) -> None:
    verdict = check.judge(look(reply))
    assert (verdict.state, verdict.reason) == (state, reason)


@pytest.mark.parametrize(("reply", "state", "reason"), [*REFUSED[:3], *ELSEWHERE, *MISSING])
def test_the_older_endpoint_is_judged_where_the_newer_is_missing(
    reply: Reply, state: State, reason: Reason
) -> None:
    verdict = check.judge(look(NOT_FOUND, reply))
    assert (verdict.state, verdict.reason) == (state, reason)


@pytest.mark.parametrize(
    "replies",
    [
        (error(SESSION),),
        (error(ACCEPT, status=406),),
        (NOT_FOUND, stream()),
        (page(405), stream(BEGINS[1], "text/event-stream")),
    ],
)
def test_either_transport_is_open_without_a_password(replies: tuple[Reply, ...]) -> None:
    heard = look(*replies)
    verdict = check.judge(heard)
    assert (verdict.state, verdict.reason) == (State.OPEN, Reason.ACCESS_GRANTED)
    assert verdict.said.endswith("password")
    assert check.measure(heard).records is None
    assert len(heard) == len(replies)


@pytest.mark.parametrize(
    "replies",
    [
        (error("Parse error"),),
        (error(7),),
        (error(SESSION, jsonrpc="1.0"),),
        (error(SESSION, error=SESSION),),
        (error(SESSION, status=200),),
        (error(SESSION, status=500),),
        (NOT_FOUND, stream(b"event: message\r\ndata: /")),
        (NOT_FOUND, stream(kind="text/html")),
        (page(500), stream()),
        (stream(),),
    ],
)
def test_another_shape_proves_nothing(replies: tuple[Reply, ...]) -> None:
    assert check.judge(look(*replies)).state is State.UNKNOWN


def test_it_asks_no_more_than_it_may() -> None:
    assert check.level is ReadLevel.METADATA
    assert check.control
    channel = Scripted(pages={STREAMED: error(SESSION)}, budget=check.requests)
    finish(check.run(SEEN, channel))
    assert channel.heard == [STREAMED]


def test_it_is_asked_of_a_program_without_a_front_page() -> None:
    head = "\r\n".join(("HTTP/1.1 404 Not Found", *STARLETTE))
    front = replace(observed(module="https", port=4711), data=head)
    assert check.applies(front)
    assert not check.applies(replace(front, data=head.replace("404", "200")))
    assert not check.applies(replace(front, data=head.replace("length: 9", "length: 22")))
    assert not check.applies(replace(front, module="ssh"))
    assert not check.applies(replace(front, data=""))


@given(
    st.lists(st.binary(max_size=120), max_size=3),
    st.sampled_from([200, 302, 400, 401, 404]),
    st.booleans(),
)
def test_no_bytes_raise_or_look_open(bodies: list[bytes], status: int, cut: bool) -> None:
    replies = tuple(Reply(status=status, body=body, cut=cut) for body in bodies)
    assert check.judge(replies).state is not State.OPEN
    assert check.judge(tuple(bodies)).state is not State.OPEN
    for heard in (replies, (NOT_FOUND, stream(), *replies), (error(SESSION), *replies)):
        check.judge(heard)
        check.measure(heard)
