"""`grafana_open`: a table of replies and verdicts, and any bytes."""

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

check = catalogue.checks()["grafana_open"]

SEEN = observed(module="http", product="Grafana", port=3000)
PATHS = ("/api/search?limit=100",)


def hits(count: int, **other: object) -> Reply:
    hit = {
        "id": 1,
        "title": "made-up",
        "uri": "db/made-up",
        "url": "/d/x/made-up",
        "type": "dash-db",
        "tags": [],
    }
    listed = [{"uid": f"uid{number}", **hit, **other} for number in range(count)]
    return page(200, json.dumps(listed).encode())


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
        (hits(3), Reason.METADATA_READABLE, "3 dashboards and folders", 3),
        (hits(1), Reason.METADATA_READABLE, "1 dashboard or folder", 1),
        (hits(100), Reason.METADATA_READABLE, "at least 100 dashboards and folders", 100),
        (hits(0), Reason.EMPTY_READABLE, "0 dashboards and folders", 0),
    ],
)
def test_what_is_open_is_said_and_counted(reply: Reply, reason: Reason, said: str, records: int) -> None:
    verdict, size = check.judge(look(reply)), check.measure(look(reply))
    assert (verdict.reason, verdict.said, size.records) == (reason, said, records)
    assert "made-up" not in verdict.said


@pytest.mark.parametrize("reply", [hits(1, uid=7), hits(1, type=None), page(200, b'{"message":"made-up"}')])
def test_another_shape_proves_nothing(reply: Reply) -> None:
    assert check.judge(look(reply)).state is State.UNKNOWN


def test_it_asks_no_more_than_it_may() -> None:
    assert check.level is ReadLevel.LISTING
    assert check.control
    with pytest.raises(TalkEnded):
        look(hits(1), level=ReadLevel.METADATA)


def test_it_applies_by_the_product_and_not_by_the_port() -> None:
    assert check.applies(observed(module="https", product="Grafana", port=4711))
    assert not check.applies(observed(module="http", product="nginx", port=3000))
    assert not check.applies(observed(module="ssh", product="Grafana", port=3000))


@given(
    st.lists(st.binary(max_size=120), max_size=3),
    st.sampled_from([200, 302, 401, 404]),
    st.booleans(),
)
def test_no_bytes_raise_or_look_open(bodies: list[bytes], status: int, cut: bool) -> None:
    replies = tuple(Reply(status=status, body=body, cut=cut) for body in bodies)
    assert check.judge(replies).state is not State.OPEN
    assert check.judge(tuple(bodies)).state is not State.OPEN
    for heard in (replies, (hits(1), *replies)):
        check.judge(heard)
        check.measure(heard)
