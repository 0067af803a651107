"""`gearman_open`: a table of conversations and verdicts, and any bytes."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from leftopen import catalogue
from leftopen.model.channel import Reply, TalkEnded
from leftopen.model.read_level import ReadLevel
from leftopen.model.verdict import ExposureKind, Reason, State, too_deep
from tests.observed import observed
from tests.scripted import Scripted, finish

check = catalogue.checks()["gearman_open"]
SEEN = observed(module="gearman", product="Gearman")
VERSION = b"OK 1.1.21+ds\n"
STATUS = b"reverse\t12\t1\t3\nresize image\t0\t0\t2\n.\n"
IDLE = b"reverse\t0\t0\t1\n.\n"


def test_jobs_are_open_data_with_their_number() -> None:
    script = [(b"version\r\n", VERSION), (b"status\r\n", STATUS)]
    channel = Scripted(script, budget=check.requests, level=ReadLevel.LISTING, piece=5)
    reading = finish(check.run(SEEN, channel))
    verdict = check.judge(reading.replies)
    assert (verdict.state, verdict.seen) == (State.OPEN, ExposureKind.DATA)
    assert verdict.said == "12 jobs, 2 functions, 5 workers"
    assert check.measure(reading.replies).records == 12
    assert len(reading.sample) == 0


@pytest.mark.parametrize(
    ("answers", "state", "seen", "reason"),
    [
        ((VERSION, IDLE), State.OPEN, ExposureKind.METADATA, Reason.METADATA_READABLE),
        ((VERSION, b".\n"), State.OPEN, ExposureKind.EMPTY, Reason.EMPTY_READABLE),
        ((VERSION, b""), State.UNKNOWN, ExposureKind.NONE, Reason.CUT),
        ((VERSION, b"reverse\t1"), State.UNKNOWN, ExposureKind.NONE, Reason.CUT),
        ((VERSION, b"ERR x y\r\n"), State.UNKNOWN, ExposureKind.NONE, Reason.NOT_UNDERSTOOD),
        ((VERSION, b"a\t1\t1\n.\n"), State.UNKNOWN, ExposureKind.NONE, Reason.NOT_UNDERSTOOD),
        ((VERSION, b"a\tx\t1\t1\n.\n"), State.UNKNOWN, ExposureKind.NONE, Reason.NOT_UNDERSTOOD),
        ((VERSION, VERSION), State.UNKNOWN, ExposureKind.NONE, Reason.NOT_UNDERSTOOD),
        ((b"",), State.UNKNOWN, ExposureKind.NONE, Reason.CUT),
        ((b"OK 1.1",), State.UNKNOWN, ExposureKind.NONE, Reason.CUT),
        ((b"VERSION 1.6.38\r\n",), State.UNKNOWN, ExposureKind.NONE, Reason.OTHER_PROTOCOL),
        ((STATUS,), State.UNKNOWN, ExposureKind.NONE, Reason.OTHER_PROTOCOL),
    ],
)
def test_each_conversation_has_its_verdict(
    answers: tuple[bytes, ...], state: State, seen: ExposureKind, reason: Reason
) -> None:
    channel = Scripted([(None, answer) for answer in answers], budget=check.requests)
    verdict = check.judge(finish(check.run(SEEN, channel)).replies)
    assert (verdict.state, verdict.seen, verdict.reason) == (state, seen, reason)


def test_a_list_that_was_cut_is_a_lower_bound() -> None:
    size = check.measure((VERSION, STATUS[:20]))
    assert (size.records, size.at_least) == (12, True)
    long = check.measure((VERSION, b"a\t1\t1\t1\n" * 3000))
    assert (long.records, long.at_least) == (2048, True)


def test_no_function_is_listed_at_the_metadata_level() -> None:
    channel = Scripted([(None, VERSION), (None, STATUS)], level=ReadLevel.METADATA)
    with pytest.raises(TalkEnded) as ended:
        finish(check.run(SEEN, channel))
    assert ended.value.reason is too_deep(check.level)


def test_it_is_asked_of_gearman_on_any_port_and_of_nothing_else() -> None:
    assert check.applies(observed(module="gearman", port=4711))
    assert not check.applies(observed(module="memcached", port=4730))


@given(st.lists(st.binary(max_size=120) | st.sampled_from([STATUS, VERSION + STATUS]), max_size=1))
def test_no_bytes_raise_or_look_open(replies: list[bytes]) -> None:
    assert check.judge(tuple(replies)).state is not State.OPEN
    check.measure(tuple(replies))


@given(st.binary(max_size=120))
def test_no_list_of_random_bytes_looks_open(raw: bytes) -> None:
    if raw.count(b"\t") < 3 and raw[:2] not in (b".\n", b".\r"):
        assert check.judge((VERSION, raw)).state is not State.OPEN
    assert check.judge((raw, STATUS)).state is not State.OPEN or raw.startswith(b"OK ")


def test_an_http_reply_is_another_protocol() -> None:
    assert check.judge((Reply(status=200),)).reason is Reason.OTHER_PROTOCOL
