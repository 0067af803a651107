"""`git_daemon_open`: a table of conversations and verdicts, and any bytes."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from leftopen.checks.git_daemon_open import check
from leftopen.model.channel import Reply, TalkEnded
from leftopen.model.read_level import ReadLevel
from leftopen.model.verdict import ExposureKind, Reason, State, too_deep
from leftopen.wire import git_daemon
from tests.observed import observed
from tests.scripted import Scripted, finish
from tests.wire.test_git_daemon import OBJECT, REFUSED, SERVED, UNBORN, line

SEEN = observed(module="git_daemon", product="git daemon")
SERVED_BEFORE = replace(SEEN, blocks={"git": {"root_served": True}})
LONG = SERVED[:-4] + b"".join(line(OBJECT + b" refs/tags/v%d\n" % number) for number in range(400))
DISABLED = line(b"ERR service not enabled: /")


def test_references_are_open_data_with_their_number() -> None:
    channel = Scripted([(git_daemon.ROOT, SERVED)], budget=check.requests, level=ReadLevel.LISTING, piece=7)
    reading = finish(check.run(SEEN, channel))
    verdict = check.judge(reading.replies)
    assert (verdict.state, verdict.seen) == (State.OPEN, ExposureKind.DATA)
    assert "refs" not in verdict.said
    size = check.measure(reading.replies)
    assert (size.records, size.at_least) == (2, False)
    assert len(reading.sample) == 0


@pytest.mark.parametrize(
    ("answer", "known", "state", "seen", "reason"),
    [
        (UNBORN, False, State.OPEN, ExposureKind.EMPTY, Reason.EMPTY_READABLE),
        (SERVED[:-20], False, State.UNKNOWN, ExposureKind.NONE, Reason.CUT),
        (LONG, False, State.OPEN, ExposureKind.DATA, Reason.DATA_READABLE),
        (REFUSED, True, State.CLOSED, ExposureKind.NONE, Reason.FORBIDDEN),
        (DISABLED, True, State.CLOSED, ExposureKind.NONE, Reason.FORBIDDEN),
        (REFUSED, False, State.UNKNOWN, ExposureKind.NONE, Reason.NOT_UNDERSTOOD),
        (DISABLED, False, State.UNKNOWN, ExposureKind.NONE, Reason.NOT_UNDERSTOOD),
        (line(b"ERR too many connections"), True, State.UNKNOWN, ExposureKind.NONE, Reason.NOT_UNDERSTOOD),
        (b"", True, State.UNKNOWN, ExposureKind.NONE, Reason.CUT),
        (SERVED[:30], True, State.UNKNOWN, ExposureKind.NONE, Reason.CUT),
        (UNBORN[:-4], False, State.UNKNOWN, ExposureKind.NONE, Reason.CUT),
        (b"HTTP/1.0 400 Bad Request\r\n", True, State.UNKNOWN, ExposureKind.NONE, Reason.NOT_UNDERSTOOD),
    ],
)
def test_each_conversation_has_its_verdict(
    answer: bytes, known: bool, state: State, seen: ExposureKind, reason: Reason
) -> None:
    channel = Scripted([(None, answer)], budget=check.requests)
    verdict = check.judge(finish(check.run(SERVED_BEFORE if known else SEEN, channel)).replies)
    assert (verdict.state, verdict.seen, verdict.reason) == (state, seen, reason)


def test_a_list_that_was_cut_is_a_lower_bound() -> None:
    reading = finish(check.run(SEEN, Scripted([(None, LONG)])))
    assert check.measure(reading.replies).at_least


def test_nothing_is_asked_at_the_metadata_level() -> None:
    channel = Scripted([(None, SERVED)], level=ReadLevel.METADATA)
    with pytest.raises(TalkEnded) as ended:
        finish(check.run(SEEN, channel))
    assert ended.value.reason is too_deep(check.level)


def test_it_is_asked_of_a_git_daemon_on_any_port_and_of_nothing_else() -> None:
    assert check.applies(observed(module="git_daemon", port=4711))
    assert not check.applies(observed(module="http", port=9418))


@given(st.lists(st.binary(max_size=120) | st.sampled_from([REFUSED, SERVED]), max_size=3))
def test_no_bytes_raise_or_look_open(replies: list[bytes]) -> None:
    """Only what `run` packed is judged."""
    assert check.judge(tuple(replies)).state is not State.OPEN
    check.measure(tuple(replies))


@given(st.binary(max_size=200))
def test_no_answer_of_random_bytes_looks_open(answer: bytes) -> None:
    reading = finish(check.run(SERVED_BEFORE, Scripted([(None, answer)])))
    assert check.judge(reading.replies).state is not State.OPEN


def test_an_http_reply_is_another_protocol() -> None:
    assert check.judge((Reply(status=200),)).reason is Reason.OTHER_PROTOCOL
