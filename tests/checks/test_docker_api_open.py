"""`docker_api_open`: a table of replies and verdicts, and any bytes."""

from __future__ import annotations

import json
from dataclasses import replace

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

check = catalogue.checks()["docker_api_open"]
SEEN = observed(module="http", product="Docker Engine", port=2375)
PODMAN = ("content-length: 10", "x-content-type-options: nosniff", "content-type: text/plain; charset=utf-8")
UNSHOWN = "version; the summary was not shown"
PATHS = ("/version", "/info")
VERSION: dict[str, object] = {
    "Version": "27.5.1", "ApiVersion": "1.47", "MinAPIVersion": "1.24", "Os": "linux", "Arch": "amd64",
    "KernelVersion": "6.12", "GoVersion": "go1.23",
}  # fmt: skip


def answer(value: object, **headers: str) -> Reply:
    return page(200, json.dumps(value).encode(), **headers)


def version(**other: object) -> Reply:
    return answer(VERSION | other)


def info(containers: object, images: object) -> Reply:
    return answer({"ID": "0", "Name": "made-up", "Containers": containers, "Images": images, "NCPU": 2})


def look(*replies: Reply, level: ReadLevel = ReadLevel.LISTING) -> Replies:
    pages = dict(zip(PATHS, replies, strict=False))
    return finish(check.run(SEEN, Scripted(pages=pages, budget=check.requests, level=level))).replies


@pytest.mark.parametrize(("reply", "state", "reason"), [*REFUSED, *ELSEWHERE, *MISSING])
def test_a_refusal_or_another_page_is_judged_as_anywhere(reply: Reply, state: State, reason: Reason) -> None:
    verdict = check.judge(look(reply))
    assert (verdict.state, verdict.reason) == (state, reason)
    assert check.measure(look(reply)).records is None


def test_a_proxy_that_refuses_the_summary_is_no_open_engine() -> None:
    assert check.judge(look(version(), page(403))).state is State.UNKNOWN


@pytest.mark.parametrize(
    ("replies", "reason", "said", "records", "at_least"),
    [
        ((version(), info(3, 1)), Reason.DATA_READABLE, "3 containers, 1 image", 4, False),
        ((version(), info(0, 2)), Reason.DATA_READABLE, "0 containers, 2 images", 2, False),
        ((version(), info(0, 0)), Reason.METADATA_READABLE, "0 containers, 0 images", 0, False),
        ((version(), info(True, -1)), Reason.METADATA_READABLE, UNSHOWN, None, False),
        ((version(), page(200, b"[]")), Reason.METADATA_READABLE, UNSHOWN, None, False),
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
        version(ApiVersion=1.47),
        version(MinAPIVersion=None),
        answer({"Version": "1.2", "Os": "linux", "Arch": "amd64"}),
        answer({"major": "1", "minor": "31", "gitVersion": "v1.31.0", "platform": "linux/amd64"}),
        answer({"ApiVersion": "1.47"}),
    ],
)
def test_another_shape_proves_nothing(reply: Reply) -> None:
    assert check.judge(look(reply)).state is State.UNKNOWN


def test_the_summary_is_asked_of_an_engine_only() -> None:
    channel = Scripted(pages={"/version": answer({"Version": "1.2"})}, budget=check.requests)
    finish(check.run(SEEN, channel))
    assert channel.heard == ["/version"]


def test_podmans_front_page_is_enough_to_ask() -> None:
    head = "\r\n".join(("HTTP/1.1 404 Not Found", *PODMAN, "Date: made-up"))
    front = replace(observed(module="http", port=4711), data=head)
    assert check.applies(front)
    assert not check.applies(replace(front, data=head.replace("404", "200")))
    assert not check.applies(replace(front, data=head.replace("length: 10", "length: 104")))
    assert not check.applies(replace(front, module="https", data=""))


def test_it_asks_no_more_than_it_may() -> None:
    assert check.level is ReadLevel.METADATA
    assert check.control
    replies = look(version(), level=ReadLevel.METADATA)
    assert check.judge(replies).reason is Reason.METADATA_READABLE


def test_it_applies_by_the_product_and_not_by_the_port() -> None:
    assert check.applies(observed(module="https", product="Docker Engine", port=4711))
    assert not check.applies(observed(module="http", product="nginx", port=2375))
    assert not check.applies(observed(module="ssh", product="Docker Engine", port=2375))


@given(
    st.lists(st.binary(max_size=120), max_size=3),
    st.sampled_from([200, 302, 401, 404]),
    st.booleans(),
)
def test_no_bytes_raise_or_look_open(bodies: list[bytes], status: int, cut: bool) -> None:
    replies = tuple(Reply(status=status, body=body, cut=cut) for body in bodies)
    assert check.judge(replies).state is not State.OPEN
    assert check.judge(tuple(bodies)).state is not State.OPEN
    for heard in (replies, (version(), *replies)):
        check.judge(heard)
        check.measure(heard)
