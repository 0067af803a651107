"""`spark_master_open`: a table of replies and verdicts, and any bytes."""

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
from tests.denials import ELSEWHERE, GONE, REFUSED
from tests.observed import observed
from tests.scripted import Scripted, finish, page

check = catalogue.checks()["spark_master_open"]

SEEN = observed(module="http", product="Apache Spark", port=8080)
PATHS = ("/json/",)


def state(count: int, **other: object) -> Reply:
    worker = {"host": "10.0.0.7", "port": 7078, "webuiaddress": "http://10.0.0.7:8081", "state": "ALIVE"}
    answer = {
        "url": "spark://made-up:7077",
        "workers": [{"id": f"worker-{number}", **worker} for number in range(count)],
        "cores": 8,
        "activeapps": [],
        "completedapps": [{"id": "app-1", "name": "made-up", "user": "made-up"}],
        "status": "ALIVE",
    }
    return page(200, json.dumps(answer | other).encode())


def look(*replies: Reply, level: ReadLevel = ReadLevel.LISTING) -> Replies:
    pages = dict(zip(PATHS, replies, strict=False))
    return finish(check.run(SEEN, Scripted(pages=pages, budget=check.requests, level=level))).replies


@pytest.mark.parametrize(("reply", "state", "reason"), [*REFUSED, *ELSEWHERE, *GONE])
def test_a_refusal_or_another_page_is_judged_as_anywhere(reply: Reply, state: State, reason: Reason) -> None:
    verdict = check.judge(look(reply))
    assert (verdict.state, verdict.reason) == (state, reason)
    assert check.measure(look(reply)).records is None


@pytest.mark.parametrize(
    ("reply", "reason", "said", "records"),
    [
        (state(2), Reason.METADATA_READABLE, "2 workers", 2),
        (state(0), Reason.EMPTY_READABLE, "0 workers", 0),
    ],
)
def test_what_is_open_is_said_and_counted(reply: Reply, reason: Reason, said: str, records: int) -> None:
    verdict, size = check.judge(look(reply)), check.measure(look(reply))
    assert (verdict.reason, verdict.said, size.records) == (reason, said, records)
    assert "made-up" not in verdict.said


@pytest.mark.parametrize(
    "reply", [state(1, workers=[{"id": "made-up"}]), state(1, activeapps=None), state(1, url=7)]
)
def test_another_shape_proves_nothing(reply: Reply) -> None:
    assert check.judge(look(reply)).state is State.UNKNOWN


def test_it_asks_no_more_than_it_may() -> None:
    assert check.level is ReadLevel.METADATA
    assert check.control
    with pytest.raises(TalkEnded):
        look(state(1), level=ReadLevel.BANNER)


def test_it_applies_by_the_product_and_not_by_the_port() -> None:
    assert check.applies(observed(module="https", product="Apache Spark", port=4711))
    assert not check.applies(observed(module="http", product="nginx", port=8080))
    assert not check.applies(observed(module="ssh", product="Apache Spark", port=8080))


@given(
    st.lists(st.binary(max_size=120), max_size=3),
    st.sampled_from([200, 302, 401, 404]),
    st.booleans(),
)
def test_no_bytes_raise_or_look_open(bodies: list[bytes], status: int, cut: bool) -> None:
    replies = tuple(Reply(status=status, body=body, cut=cut) for body in bodies)
    assert check.judge(replies).state is not State.OPEN
    assert check.judge(tuple(bodies)).state is not State.OPEN
    for heard in (replies, (state(1), *replies)):
        check.judge(heard)
        check.measure(heard)
