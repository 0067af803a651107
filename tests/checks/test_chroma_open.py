"""`chroma_open`: a table of replies and verdicts, and any bytes."""

from __future__ import annotations

import json
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from leftopen.checks.chroma_open import COLLECTIONS, HEARTBEAT, MOST, check
from leftopen.model.channel import Reply, TalkEnded
from leftopen.model.check import Replies
from leftopen.model.read_level import ReadLevel
from leftopen.model.verdict import Reason, State
from tests.denials import ELSEWHERE, MISSING, REFUSED
from tests.observed import observed
from tests.scripted import Scripted, finish, page

SEEN = observed(module="http", product="", port=8000)
PATHS = (f"{COLLECTIONS}?limit={MOST}", f"{COLLECTIONS}/00000000-0000-4000-8000-000000000001/count")
HEAD = "HTTP/1.1 404 Not Found\r\ncontent-type: application/json\r\n\r\n"
ID = "00000000-0000-4000-8000-000000000001"


def collections(count: int, **other: object) -> Reply:
    places = {"tenant": "default_tenant", "database": "default_database"}
    listed = {"id": ID, "name": "made-up", "dimension": 384, "log_position": 0, **places, **other}
    return page(200, json.dumps([listed] * count).encode())


def look(*replies: Reply, level: ReadLevel = ReadLevel.LISTING) -> Replies:
    pages = dict(zip(PATHS, replies, strict=False))
    return finish(check.run(SEEN, Scripted(pages=pages, budget=check.requests, level=level))).replies


@pytest.mark.parametrize(("reply", "state", "reason"), [*REFUSED, *ELSEWHERE, *MISSING])
def test_a_refusal_or_another_page_is_judged_as_anywhere(reply: Reply, state: State, reason: Reason) -> None:
    verdict = check.judge(look(reply))
    assert (verdict.state, verdict.reason) == (state, reason)
    assert check.measure(look(reply)).records is None


@pytest.mark.parametrize(
    ("listed", "first", "reason", "said", "records", "at_least"),
    [
        (
            collections(1),
            page(200, b"42"),
            Reason.DATA_READABLE,
            "1 collection; 42 records in the first",
            42,
            False,
        ),
        (
            collections(2),
            page(200, b"42"),
            Reason.DATA_READABLE,
            "2 collections; 42 records in the first",
            42,
            True,
        ),
        (collections(1), page(200, b"0"), Reason.METADATA_READABLE, "1 collection", 1, False),
        (collections(1), page(200, b"true"), Reason.METADATA_READABLE, "1 collection", 1, False),
        (collections(1), page(401), Reason.METADATA_READABLE, "1 collection", 1, False),
        (collections(1, id="../x"), page(200, b"42"), Reason.METADATA_READABLE, "1 collection", 1, False),
        (collections(100), page(401), Reason.METADATA_READABLE, "at least 100 collections", 100, True),
    ],
)
def test_what_is_open_is_said_and_counted(
    listed: Reply, first: Reply, reason: Reason, said: str, records: int, at_least: bool
) -> None:
    replies = look(listed, first)
    verdict, size = check.judge(replies), check.measure(replies)
    assert (verdict.reason, verdict.said) == (reason, said)
    assert (size.records, size.at_least) == (records, at_least)


@pytest.mark.parametrize("reply", [collections(0), collections(1, tenant="other"), collections(1, name=None)])
def test_another_list_or_an_empty_one_proves_nothing(reply: Reply) -> None:
    assert check.judge(look(reply)).state is State.UNKNOWN


@pytest.mark.parametrize(
    ("beat", "state"),
    [
        (b'{"nanosecond heartbeat":1719792000000000000}', State.OPEN),
        (b'{"nanosecond heartbeat":"1"}', State.UNKNOWN),
        (b'{"heartbeat":1}', State.UNKNOWN),
        (b"[]", State.UNKNOWN),
    ],
)
def test_an_empty_list_is_empty_where_the_heartbeat_tells_whose_it_is(beat: bytes, state: State) -> None:
    channel = Scripted(pages={PATHS[0]: page(200, b"[]"), HEARTBEAT: page(200, beat)}, budget=check.requests)
    heard = finish(check.run(SEEN, channel)).replies
    assert check.judge(heard).state is state
    assert channel.heard == [PATHS[0], HEARTBEAT]
    assert check.measure(heard).records == (0 if state is State.OPEN else None)


def test_it_asks_no_more_than_it_may() -> None:
    assert check.level is ReadLevel.LISTING
    assert check.control
    with pytest.raises(TalkEnded):
        look(collections(1), level=ReadLevel.METADATA)


def test_it_applies_to_an_api_without_a_front_page() -> None:
    seen = observed(module="http", port=4711)
    assert check.applies(replace(seen, data=HEAD))
    assert not check.applies(replace(seen, data=HEAD.replace("404 Not Found", "200 OK")))
    assert not check.applies(replace(seen, data=HEAD.replace("application/json", "text/html")))
    assert not check.applies(replace(seen, module="ssh", data=HEAD))
    assert check.applies(replace(seen, product="Chroma"))


@given(
    st.lists(st.binary(max_size=120), max_size=3),
    st.sampled_from([200, 302, 401, 404]),
    st.booleans(),
)
def test_no_bytes_raise_or_look_open(bodies: list[bytes], status: int, cut: bool) -> None:
    replies = tuple(Reply(status=status, body=body, cut=cut) for body in bodies)
    assert check.judge(replies).state is not State.OPEN
    assert check.judge(tuple(bodies)).state is not State.OPEN
    for heard in (replies, (collections(1), *replies)):
        check.judge(heard)
        check.measure(heard)
