"""`mlflow_open`: a table of conversations and verdicts, and any bytes."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from leftopen.checks.mlflow_open import check
from leftopen.model.channel import Reply, TalkEnded
from leftopen.model.check import Replies
from leftopen.model.read_level import ReadLevel
from leftopen.model.verdict import ExposureKind, Reason, State
from leftopen.wire.products.mlflow import EXPERIMENTS, RUNS
from tests.observed import observed
from tests.scripted import NOT_FOUND, Scripted, finish, page
from tests.wire.products.test_mlflow import NO_RUNS, RUN, STRANGE_HOST, listed

SEEN = observed(module="http", product="MLflow", port=5000)
ASKED_RUNS = f"POST {RUNS}"


def look(pages: dict[str, Reply]) -> Replies:
    channel = Scripted(pages=pages, budget=check.requests)
    reading = finish(check.run(SEEN, channel))
    assert len(reading.sample) == 0
    return reading.replies


def test_experiments_are_data_with_their_number_and_no_run_is_asked_for() -> None:
    replies = look({EXPERIMENTS: listed("2", "1", "0")})
    assert len(replies) == 1
    verdict = check.judge(replies)
    assert (verdict.state, verdict.seen, verdict.said) == (State.OPEN, ExposureKind.DATA, "2 experiments")
    size = check.measure(replies)
    assert (size.records, size.at_least) == (2, False)


def test_a_page_that_another_follows_is_a_lower_bound() -> None:
    replies = look({EXPERIMENTS: listed("3", "2", following="eyJ")})
    assert check.judge(replies).said == "at least 2 experiments"
    assert check.measure(replies).at_least


@pytest.mark.parametrize(
    ("pages", "state", "seen", "reason"),
    [
        (
            {EXPERIMENTS: listed("0"), ASKED_RUNS: NO_RUNS},
            State.OPEN,
            ExposureKind.EMPTY,
            Reason.EMPTY_READABLE,
        ),
        ({EXPERIMENTS: listed("0"), ASKED_RUNS: RUN}, State.OPEN, ExposureKind.DATA, Reason.DATA_READABLE),
        ({EXPERIMENTS: listed("0")}, State.OPEN, ExposureKind.METADATA, Reason.METADATA_READABLE),
        ({EXPERIMENTS: page(401)}, State.CLOSED, ExposureKind.NONE, Reason.PASSWORD_ASKED),
        ({EXPERIMENTS: page(403, b"Permission denied")}, State.CLOSED, ExposureKind.NONE, Reason.FORBIDDEN),
        ({EXPERIMENTS: NOT_FOUND}, State.CLOSED, ExposureKind.NONE, Reason.NOT_SERVED),
        ({EXPERIMENTS: STRANGE_HOST}, State.UNKNOWN, ExposureKind.NONE, Reason.NOT_UNDERSTOOD),
        ({EXPERIMENTS: page(200, b"<html>")}, State.UNKNOWN, ExposureKind.NONE, Reason.NOT_UNDERSTOOD),
        ({EXPERIMENTS: page(500)}, State.UNKNOWN, ExposureKind.NONE, Reason.NOT_UNDERSTOOD),
    ],
)
def test_each_conversation_has_its_verdict(
    pages: dict[str, Reply], state: State, seen: ExposureKind, reason: Reason
) -> None:
    verdict = check.judge(look(pages))
    assert (verdict.state, verdict.seen, verdict.reason) == (state, seen, reason)


def test_no_name_is_asked_for_at_the_level_of_metadata() -> None:
    assert check.level is ReadLevel.LISTING
    with pytest.raises(TalkEnded):
        finish(check.run(SEEN, Scripted(pages={EXPERIMENTS: listed("1")}, level=ReadLevel.METADATA)))


def test_it_is_asked_of_mlflow_and_of_nothing_else() -> None:
    assert check.applies(observed(module="https", product="MLflow", port=4711))
    assert not check.applies(observed(module="http", port=5000))
    assert check.control


@given(st.lists(st.binary(max_size=120), max_size=3), st.sampled_from([200, 302, 401, 403]))
def test_no_bytes_raise_or_look_open(bodies: list[bytes], status: int) -> None:
    replies = tuple(page(status, body) for body in bodies)
    assert check.judge(replies).state is not State.OPEN
    for heard in (replies, (listed("0"), *replies), tuple(bodies)):
        check.judge(heard)
        check.measure(heard)
