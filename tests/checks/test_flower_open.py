"""`flower_open`: a table of conversations and verdicts, and any bytes."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from leftopen.checks.flower_open import check
from leftopen.model.channel import Reply
from leftopen.model.check import Replies
from leftopen.model.verdict import ExposureKind, Reason, State
from leftopen.wire.products.flower import API as API_PATH
from leftopen.wire.products.flower import TASKS, WORKERS
from tests.observed import observed
from tests.scripted import NOT_FOUND, Scripted, finish, page
from tests.wire.products.test_flower import API, API_REFUSED, tasks, workers

SEEN = observed(module="http", product="Flower", port=5555)
ONE = workers("celery@canary")


def look(pages: dict[str, Reply]) -> Replies:
    channel = Scripted(pages=pages, budget=check.requests)
    reading = finish(check.run(SEEN, channel))
    assert len(reading.sample) == 0
    return reading.replies


@pytest.mark.parametrize(
    ("api", "said"),
    [
        (API, "1 worker, 3 tasks; the API also answers and can start tasks"),
        (API_REFUSED, "1 worker, 3 tasks"),
    ],
)
def test_tasks_are_data_whether_the_api_answers_or_not(api: Reply, said: str) -> None:
    replies = look({WORKERS: ONE, TASKS: tasks(3), API_PATH: api})
    verdict = check.judge(replies)
    assert (verdict.state, verdict.seen, verdict.said) == (State.OPEN, ExposureKind.DATA, said)
    size = check.measure(replies)
    assert (size.records, size.at_least) == (3, True)


@pytest.mark.parametrize(
    ("pages", "state", "seen", "reason"),
    [
        ({WORKERS: ONE, TASKS: tasks(0)}, State.OPEN, ExposureKind.METADATA, Reason.METADATA_READABLE),
        ({WORKERS: ONE}, State.OPEN, ExposureKind.METADATA, Reason.METADATA_READABLE),
        ({WORKERS: workers(), TASKS: tasks(2)}, State.OPEN, ExposureKind.DATA, Reason.DATA_READABLE),
        ({WORKERS: workers(), TASKS: tasks(0)}, State.OPEN, ExposureKind.EMPTY, Reason.EMPTY_READABLE),
        ({WORKERS: workers()}, State.OPEN, ExposureKind.METADATA, Reason.METADATA_READABLE),
        ({WORKERS: page(401, b"Access denied")}, State.CLOSED, ExposureKind.NONE, Reason.PASSWORD_ASKED),
        ({WORKERS: page(302, location="/login?next=%2Fworkers")},
         State.CLOSED, ExposureKind.NONE, Reason.PASSWORD_ASKED),
        ({WORKERS: page(403)}, State.CLOSED, ExposureKind.NONE, Reason.FORBIDDEN),
        ({WORKERS: NOT_FOUND}, State.CLOSED, ExposureKind.NONE, Reason.NOT_SERVED),
        ({WORKERS: page(200, b"<html>")}, State.UNKNOWN, ExposureKind.NONE, Reason.NOT_UNDERSTOOD),
        ({WORKERS: page(500)}, State.UNKNOWN, ExposureKind.NONE, Reason.NOT_UNDERSTOOD),
    ],
)  # fmt: skip
def test_each_conversation_has_its_verdict(
    pages: dict[str, Reply], state: State, seen: ExposureKind, reason: Reason
) -> None:
    verdict = check.judge(look(pages))
    assert (verdict.state, verdict.seen, verdict.reason) == (state, seen, reason)


def test_it_is_asked_of_flower_and_of_nothing_else() -> None:
    assert check.applies(observed(module="https", product="Flower", port=4711))
    assert not check.applies(observed(module="http", port=5555))
    assert check.control


@given(st.lists(st.binary(max_size=120), max_size=3), st.sampled_from([200, 302, 401, 500]))
def test_no_bytes_raise_or_look_open(bodies: list[bytes], status: int) -> None:
    replies = tuple(page(status, body) for body in bodies)
    assert check.judge(replies).state is not State.OPEN
    for heard in (replies, (ONE, *replies), tuple(bodies)):
        check.judge(heard)
        check.measure(heard)
