"""`vllm_open`: a table of replies and verdicts, and any bytes."""

from __future__ import annotations

import json
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from leftopen import catalogue
from leftopen.model.channel import Reply, TalkEnded
from leftopen.model.check import Replies
from leftopen.model.read_level import ReadLevel
from leftopen.model.verdict import Reason, State
from tests.denials import ELSEWHERE, MISSING, REFUSED
from tests.observed import observed
from tests.scripted import Scripted, finish, page

check = catalogue.checks()["vllm_open"]

SEEN = observed(module="http", product="", port=8000)
PATHS = ("/v1/models",)
HEAD = "HTTP/1.1 404 Not Found\r\nserver: uvicorn\r\ncontent-type: application/json\r\n\r\n"


def models(count: int, owner: str = "vllm", **other: object) -> Reply:
    model = {"object": "model", "created": 1677610602, "owned_by": owner, "root": "made-up", "parent": None}
    listed = [{"id": f"made-up/{number}", **model} for number in range(count)]
    return page(200, json.dumps({"object": "list", "data": listed, **other}).encode())


def look(*replies: Reply, level: ReadLevel = ReadLevel.LISTING) -> Replies:
    pages = dict(zip(PATHS, replies, strict=False))
    return finish(check.run(SEEN, Scripted(pages=pages, budget=check.requests, level=level))).replies


@pytest.mark.parametrize(("reply", "state", "reason"), [*REFUSED, *ELSEWHERE, *MISSING])
def test_a_refusal_or_another_page_is_judged_as_anywhere(reply: Reply, state: State, reason: Reason) -> None:
    verdict = check.judge(look(reply))
    assert (verdict.state, verdict.reason) == (state, reason)
    assert check.measure(look(reply)).records is None


@pytest.mark.parametrize(
    ("reply", "reason", "said", "records"),
    [
        (models(1), Reason.METADATA_READABLE, "1 model", 1),
        (models(3), Reason.METADATA_READABLE, "3 models", 3),
    ],
)
def test_what_is_open_is_said_and_counted(reply: Reply, reason: Reason, said: str, records: int) -> None:
    verdict, size = check.judge(look(reply)), check.measure(look(reply))
    assert (verdict.reason, verdict.said, size.records) == (reason, said, records)
    assert "made-up" not in verdict.said


@pytest.mark.parametrize(
    "reply", [models(0), models(1, owner="llamacpp"), models(1, owner="openai"), models(1, object="page")]
)
def test_another_shape_proves_nothing(reply: Reply) -> None:
    assert check.judge(look(reply)).state is State.UNKNOWN


def test_it_asks_no_more_than_it_may() -> None:
    assert check.level is ReadLevel.LISTING
    assert check.control
    with pytest.raises(TalkEnded):
        look(models(1), level=ReadLevel.METADATA)


def test_it_applies_to_an_api_without_a_front_page() -> None:
    seen = observed(module="http", port=4711)
    assert check.applies(replace(seen, data=HEAD))
    assert not check.applies(replace(seen, data=HEAD.replace("404 Not Found", "200 OK")))
    assert not check.applies(replace(seen, data=HEAD.replace("application/json", "text/html")))
    assert not check.applies(replace(seen, module="ssh", data=HEAD))


@given(
    st.lists(st.binary(max_size=120), max_size=3),
    st.sampled_from([200, 302, 401, 404]),
    st.booleans(),
)
def test_no_bytes_raise_or_look_open(bodies: list[bytes], status: int, cut: bool) -> None:
    replies = tuple(Reply(status=status, body=body, cut=cut) for body in bodies)
    assert check.judge(replies).state is not State.OPEN
    assert check.judge(tuple(bodies)).state is not State.OPEN
    for heard in (replies, (models(1), *replies)):
        check.judge(heard)
        check.measure(heard)
