"""`pypiserver_open`: a table of replies and verdicts, and any bytes."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from leftopen.checks.pypiserver_open import check
from leftopen.model.channel import Reply, TalkEnded
from leftopen.model.check import Replies
from leftopen.model.read_level import ReadLevel
from leftopen.model.verdict import Reason, State
from tests.denials import ELSEWHERE, GONE, REFUSED
from tests.observed import observed
from tests.scripted import Scripted, finish, page

SEEN = observed(module="http", product="pypiserver", port=8080)
PATHS = ("/simple/",)
HEAD = "<!DOCTYPE html>\n<title>Simple Index</title><h1>Simple Index</h1>\n"


def listed(*names: str, head: str = HEAD) -> Reply:
    return page(200, (head + "".join(f'<a href="{name}/">{name}</a><br>\n' for name in names)).encode())


def look(*replies: Reply, level: ReadLevel = ReadLevel.LISTING) -> Replies:
    pages = dict(zip(PATHS, replies, strict=False))
    return finish(check.run(SEEN, Scripted(pages=pages, budget=check.requests, level=level))).replies


@pytest.mark.parametrize(("reply", "state", "reason"), [*REFUSED, *ELSEWHERE, *GONE])
def test_a_refusal_or_another_page_is_judged_as_anywhere(reply: Reply, state: State, reason: Reason) -> None:
    verdict = check.judge(look(reply))
    assert (verdict.state, verdict.reason) == (state, reason)
    assert check.measure(look(reply)).records is None


@pytest.mark.parametrize(
    ("replies", "reason", "said", "records", "at_least"),
    [
        ((listed("made-up", "b"),), Reason.DATA_READABLE, "2 packages", 2, False),
        ((listed(),), Reason.EMPTY_READABLE, "0 packages", 0, False),
        ((listed("a", "<b>"),), Reason.DATA_READABLE, "1 package", 1, False),
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
        listed("made-up", head="<title>Simple Index</title><h1>Links</h1>"),
        listed("made-up", head="<title>Simple index</title><h1>Simple Index</h1>"),
        page(200, b"<h1>Simple Index</h1><a href='made-up/'>made-up</a><br>"),
        page(200, b'<title>Index of /simple/</title><h1>Index of /simple/</h1><a href="a/">a</a><br>'),
    ],
)
def test_another_shape_proves_nothing(reply: Reply) -> None:
    assert check.judge(look(reply)).state is State.UNKNOWN


def test_a_list_that_was_cut_is_a_lower_bound() -> None:
    heard = (Reply(status=200, body=listed("made-up", "b").body[:-20], cut=True),)
    assert (check.judge(heard).said, check.measure(heard).at_least) == ("at least 1 package", True)
    assert check.judge((Reply(status=200, body=listed().body, cut=True),)).state is State.UNKNOWN


def test_it_asks_no_more_than_it_may() -> None:
    assert check.level is ReadLevel.LISTING
    assert check.control
    with pytest.raises(TalkEnded):
        look(listed("made-up"), level=ReadLevel.METADATA)


def test_it_applies_by_the_product_and_not_by_the_port() -> None:
    assert check.applies(observed(module="https", product="pypiserver", port=4711))
    assert not check.applies(observed(module="http", product="nginx", port=8080))
    assert not check.applies(observed(module="ssh", product="pypiserver", port=8080))


@given(
    st.lists(st.binary(max_size=120), max_size=3),
    st.sampled_from([200, 302, 401, 404]),
    st.booleans(),
)
def test_no_bytes_raise_or_look_open(bodies: list[bytes], status: int, cut: bool) -> None:
    replies = tuple(Reply(status=status, body=body, cut=cut) for body in bodies)
    assert check.judge(replies).state is not State.OPEN
    assert check.judge(tuple(bodies)).state is not State.OPEN
    for heard in (replies, (listed("made-up"), *replies)):
        check.judge(heard)
        check.measure(heard)
