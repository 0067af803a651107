"""`chrome_devtools_open`: a table of replies and verdicts, and any bytes."""

from __future__ import annotations

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from leftopen.checks.chrome_devtools_open import check
from leftopen.model.channel import Reply
from leftopen.model.check import Replies
from leftopen.model.read_level import ReadLevel
from leftopen.model.verdict import Reason, State
from tests.denials import ELSEWHERE, MISSING, REFUSED
from tests.observed import observed
from tests.scripted import Scripted, finish, page

SEEN = observed(module="http", product="Chrome DevTools", port=9222)
NODE, WEB, NONE = "node.js/v20.20.2", "https://made-up.example/", "0 pages or programs"
PATHS = ("/json/version", "/json/list")


def answer(value: object, **headers: str) -> Reply:
    return page(200, json.dumps(value).encode(), **headers)


def version(browser: object = "Chrome/156.0.0.0", **other: object) -> Reply:
    socket = {"webSocketDebuggerUrl": "ws://127.0.0.1/devtools/browser/0"} if browser != NODE else {}
    return answer({"Browser": browser, "Protocol-Version": "1.3", **socket} | other)


def target(url: str, kind: str = "page") -> dict[str, str]:
    return {"id": "0", "title": "made-up", "type": kind, "url": url, "webSocketDebuggerUrl": "ws://a/0"}


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
        ((version(), answer([target(WEB)])), Reason.DATA_READABLE, "1 page or program", 1, False),
        (
            (version(), answer([target("file:///made-up")])),
            Reason.DATA_READABLE,
            "1 page or program",
            1,
            False,
        ),
        (
            (version(), answer([target("about:blank"), target("chrome://newtab/"), target(WEB, "iframe")])),
            Reason.METADATA_READABLE,
            "2 pages or programs",
            2,
            False,
        ),
        (
            (version(NODE), answer([target("file:///made-up.js", "node")])),
            Reason.METADATA_READABLE,
            "1 page or program",
            1,
            False,
        ),
        ((version(), answer([])), Reason.METADATA_READABLE, "0 pages or programs", 0, False),
        ((version(), page(403)), Reason.METADATA_READABLE, "0 pages or programs", 0, False),
        ((version(), answer([{"type": "page", "url": WEB}])), Reason.METADATA_READABLE, NONE, 0, False),
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
        version(webSocketDebuggerUrl=None),
        version(browser=156),
        answer({"Browser": "Chrome/156.0.0.0", "Protocol-Version": "1.3"}),
        answer({"Browser": "Firefox", "webSocketDebuggerUrl": "ws://a/0"}),
    ],
)
def test_another_shape_proves_nothing(reply: Reply) -> None:
    assert check.judge(look(reply)).state is State.UNKNOWN


def test_a_list_that_was_cut_is_a_lower_bound() -> None:
    whole = json.dumps([target(WEB)] * 3).encode()
    heard = (version(), Reply(status=200, body=whole[:-100], cut=True))
    assert (check.measure(heard).records, check.measure(heard).at_least) == (2, True)
    assert check.judge(heard).reason is Reason.DATA_READABLE


def test_it_asks_no_more_than_it_may() -> None:
    assert check.level is ReadLevel.METADATA
    assert check.control
    replies = look(version(), level=ReadLevel.METADATA)
    assert check.judge(replies).reason is Reason.METADATA_READABLE


def test_it_applies_by_the_product_and_not_by_the_port() -> None:
    assert check.applies(observed(module="https", product="Chrome DevTools", port=4711))
    assert not check.applies(observed(module="http", product="nginx", port=9222))
    assert check.applies(observed(module="chrome_devtools", port=4711))
    assert not check.applies(observed(module="ssh", product="Chrome DevTools", port=9222))


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
