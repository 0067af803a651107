"""`prometheus_open`: a table of conversations and verdicts, and any bytes."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from leftopen.checks.prometheus_open import check
from leftopen.model.channel import Reply
from leftopen.model.check import Replies
from leftopen.model.read_level import ReadLevel
from leftopen.model.verdict import ExposureKind, Reason, State
from leftopen.wire.products.prometheus import LABELS as LABELS_PATH
from leftopen.wire.products.prometheus import STATS, TARGETS
from tests.observed import observed
from tests.scripted import Scripted, finish, page
from tests.wire.products.test_prometheus import BUILD, LABELS, NO_LABELS, stats, watched

SEEN = observed(module="prometheus", product="Prometheus", port=9090)


def look(pages: dict[str, Reply], level: ReadLevel = ReadLevel.SAMPLE) -> Replies:
    channel = Scripted(pages=pages, budget=check.requests, level=level)
    reading = finish(check.run(SEEN, channel))
    assert len(reading.sample) == 0
    return reading.replies


def test_series_are_data_with_their_number_as_a_lower_bound() -> None:
    replies = look({STATS: stats("525"), TARGETS: watched(3)})
    verdict = check.judge(replies)
    assert (verdict.state, verdict.seen) == (State.OPEN, ExposureKind.DATA)
    assert verdict.said == "525 series in memory, at least 3 targets"
    size = check.measure(replies)
    assert (size.records, size.at_least) == (525, True)


@pytest.mark.parametrize(
    ("pages", "state", "seen", "reason"),
    [
        ({STATS: stats("5")}, State.OPEN, ExposureKind.DATA, Reason.DATA_READABLE),
        ({STATS: stats("0"), LABELS_PATH: NO_LABELS}, State.OPEN, ExposureKind.EMPTY, Reason.EMPTY_READABLE),
        ({STATS: stats("0"), LABELS_PATH: LABELS}, State.OPEN, ExposureKind.DATA, Reason.DATA_READABLE),
        ({STATS: stats("0")}, State.OPEN, ExposureKind.METADATA, Reason.METADATA_READABLE),
        ({STATS: stats("")}, State.OPEN, ExposureKind.METADATA, Reason.METADATA_READABLE),
        ({STATS: page(401, b"Unauthorized\n")}, State.CLOSED, ExposureKind.NONE, Reason.PASSWORD_ASKED),
        ({STATS: page(403)}, State.CLOSED, ExposureKind.NONE, Reason.FORBIDDEN),
        ({STATS: BUILD}, State.UNKNOWN, ExposureKind.NONE, Reason.NOT_UNDERSTOOD),
        ({STATS: page(200, b"<html>")}, State.UNKNOWN, ExposureKind.NONE, Reason.NOT_UNDERSTOOD),
        ({STATS: page(503)}, State.UNKNOWN, ExposureKind.NONE, Reason.NOT_UNDERSTOOD),
        ({}, State.UNKNOWN, ExposureKind.NONE, Reason.NOT_UNDERSTOOD),
    ],
)
def test_each_conversation_has_its_verdict(
    pages: dict[str, Reply], state: State, seen: ExposureKind, reason: Reason
) -> None:
    verdict = check.judge(look(pages))
    assert (verdict.state, verdict.seen, verdict.reason) == (state, seen, reason)


def test_no_address_of_a_target_is_asked_for_at_the_level_of_metadata() -> None:
    replies = look({STATS: stats("5"), TARGETS: watched(1)}, ReadLevel.METADATA)
    assert len(replies) == 1
    assert check.judge(replies).seen is ExposureKind.DATA


def test_it_is_asked_of_prometheus_on_any_port_and_of_nothing_else() -> None:
    assert check.applies(observed(module="prometheus", port=4711))
    assert not check.applies(observed(module="http", port=9090))
    assert check.control


@given(st.lists(st.binary(max_size=120), max_size=3), st.sampled_from([200, 302, 401, 500]))
def test_no_bytes_raise_or_look_open(bodies: list[bytes], status: int) -> None:
    replies = tuple(page(status, body) for body in bodies)
    assert check.judge(replies).state is not State.OPEN
    check.measure(replies)
    check.judge((stats("0"), *replies))
    assert check.judge(tuple(bodies)).state is State.UNKNOWN
