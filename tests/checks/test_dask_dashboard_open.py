"""`dask_dashboard_open`: a table of replies and verdicts, and any bytes."""

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
from tests.denials import ELSEWHERE, GONE, REFUSED
from tests.observed import observed
from tests.scripted import Scripted, finish, page

check = catalogue.checks()["dask_dashboard_open"]
SEEN = observed(module="http", product="Dask scheduler", port=8787)
COUNTERS = ("workers", "tasks", "cores", "erred", "saturated", "unrunnable", "waiting_data")
PATHS = ("/json/counts.json",)


def counts(workers: object, tasks: object, **other: object) -> Reply:
    answer = dict.fromkeys(COUNTERS, 0) | {"workers": workers, "tasks": tasks, "bytes": 0, "idle": 0}
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
    ("replies", "reason", "said", "records", "at_least"),
    [
        ((counts(2, 42),), Reason.METADATA_READABLE, "2 workers, 42 tasks", 42, False),
        ((counts(1, 0),), Reason.METADATA_READABLE, "1 worker, 0 tasks", 0, False),
        ((counts(0, 0),), Reason.EMPTY_READABLE, "0 workers, 0 tasks", 0, False),
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
        counts("2", 42),
        counts(2, -1),
        counts(2, 42, erred=None),
        counts(2, 42, cores=True),
        page(200, b'{"workers":2,"tasks":42}'),
    ],
)
def test_another_shape_proves_nothing(reply: Reply) -> None:
    assert check.judge(look(reply)).state is State.UNKNOWN


def test_it_asks_no_more_than_it_may() -> None:
    assert check.level is ReadLevel.METADATA
    assert check.control
    replies = look(counts(1, 1), level=ReadLevel.METADATA)
    assert check.judge(replies).reason is Reason.METADATA_READABLE


def test_it_applies_by_the_product_and_not_by_the_port() -> None:
    assert check.applies(observed(module="https", product="Dask scheduler", port=4711))
    assert not check.applies(observed(module="http", product="nginx", port=8787))
    assert not check.applies(observed(module="ssh", product="Dask scheduler", port=8787))


@given(
    st.lists(st.binary(max_size=120), max_size=3),
    st.sampled_from([200, 302, 401, 404]),
    st.booleans(),
)
def test_no_bytes_raise_or_look_open(bodies: list[bytes], status: int, cut: bool) -> None:
    replies = tuple(Reply(status=status, body=body, cut=cut) for body in bodies)
    assert check.judge(replies).state is not State.OPEN
    assert check.judge(tuple(bodies)).state is not State.OPEN
    for heard in (replies, (counts(1, 1), *replies)):
        check.judge(heard)
        check.measure(heard)
