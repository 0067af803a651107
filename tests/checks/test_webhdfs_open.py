"""`webhdfs_open`: a table of replies and verdicts, and any bytes."""

from __future__ import annotations

import json

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

check = catalogue.checks()["webhdfs_open"]

SEEN = observed(module="http", product="Hadoop NameNode", port=9870)
PATHS = ("/webhdfs/v1/?op=LISTSTATUS",)


def folder(count: int, **other: object) -> Reply:
    status = {"accessTime": 0, "blockSize": 0, "group": "made-up", "length": 0, "owner": "made-up"}
    status |= {"permission": "755", "replication": 0, "type": "DIRECTORY"}
    listed = [{"pathSuffix": f"made-up-{number}", **status, **other} for number in range(count)]
    return page(200, json.dumps({"FileStatuses": {"FileStatus": listed}}).encode())


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
        (folder(3), Reason.METADATA_READABLE, "3 entries in the root folder", 3),
        (folder(1), Reason.METADATA_READABLE, "1 entry in the root folder", 1),
        (folder(0), Reason.EMPTY_READABLE, "0 entries in the root folder", 0),
    ],
)
def test_what_is_open_is_said_and_counted(reply: Reply, reason: Reason, said: str, records: int) -> None:
    verdict, size = check.judge(look(reply)), check.measure(look(reply))
    assert (verdict.reason, verdict.said, size.records) == (reason, said, records)
    assert "made-up" not in verdict.said


@pytest.mark.parametrize(
    "reply", [folder(1, permission=755), folder(1, pathSuffix=None), page(200, b'{"FileStatuses":[]}')]
)
def test_another_shape_proves_nothing(reply: Reply) -> None:
    assert check.judge(look(reply)).state is State.UNKNOWN


def test_it_asks_no_more_than_it_may() -> None:
    assert check.level is ReadLevel.LISTING
    assert check.control
    with pytest.raises(TalkEnded):
        look(folder(1), level=ReadLevel.METADATA)


def test_it_applies_by_the_product_and_not_by_the_port() -> None:
    assert check.applies(observed(module="https", product="Hadoop NameNode", port=4711))
    assert not check.applies(observed(module="http", product="nginx", port=9870))
    assert not check.applies(observed(module="ssh", product="Hadoop NameNode", port=9870))


@given(
    st.lists(st.binary(max_size=120), max_size=3),
    st.sampled_from([200, 302, 401, 404]),
    st.booleans(),
)
def test_no_bytes_raise_or_look_open(bodies: list[bytes], status: int, cut: bool) -> None:
    replies = tuple(Reply(status=status, body=body, cut=cut) for body in bodies)
    assert check.judge(replies).state is not State.OPEN
    assert check.judge(tuple(bodies)).state is not State.OPEN
    for heard in (replies, (folder(1), *replies)):
        check.judge(heard)
        check.measure(heard)
