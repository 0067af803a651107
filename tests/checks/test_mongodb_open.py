"""`mongodb_open`: a table of conversations and verdicts, and any bytes."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from leftopen.checks.mongodb_open import check
from leftopen.model.channel import Reply, TalkEnded
from leftopen.model.check import CheckReplies
from leftopen.model.read_level import ReadLevel
from leftopen.model.verdict import ExposureKind, Reason, State, too_deep
from leftopen.wire import mongodb
from tests.observed import observed
from tests.scripted import Scripted, finish
from tests.wire.mongo_said import counted, listed, message, refused, said

SEEN = observed(module="mongodb", product="MongoDB")
OWN = [("admin", 40960), ("config", 12288), ("local", 40960)]
FOUR = [*OWN, ("small", 100), ("made_up", 9000), ("other", 700), ("third", 800)]


def look(*answers: bytes, left: int = 65536) -> CheckReplies:
    channel = Scripted([(None, answer) for answer in answers], budget=check.requests, left=left)
    return finish(check.run(SEEN, channel))


def test_the_three_largest_databases_are_counted() -> None:
    script = [
        (mongodb.list_databases(1), listed(FOUR)),
        (mongodb.db_stats("made_up", 2), counted("made_up", 25)),
        (mongodb.db_stats("third", 3), counted("third", 3)),
        (mongodb.db_stats("other", 4), counted("other", 2)),
    ]
    channel = Scripted(script, budget=check.requests, level=ReadLevel.LISTING, piece=60)
    reading = finish(check.run(SEEN, channel))
    verdict, size = check.judge(reading.replies), check.measure(reading.replies)
    assert (verdict.state, verdict.seen, verdict.said) == (State.OPEN, ExposureKind.DATA, "4 databases")
    assert (size.records, size.bytes, size.at_least) == (30, 10600, True)
    assert len(reading.sample) == 0


def test_counts_of_all_databases_are_no_lower_bound() -> None:
    size = check.measure(look(listed([*OWN, ("made_up", 9000)]), counted("made_up", 25)).replies)
    assert (size.records, size.bytes, size.at_least) == (25, 9000, False)


def test_without_counts_the_size_on_disk_is_still_told() -> None:
    size = check.measure(look(listed([("made_up", 9000)]), refused(13)).replies)
    assert (size.records, size.bytes, size.at_least) == (None, 9000, True)


@pytest.mark.parametrize(
    ("answer", "state", "seen", "reason"),
    [
        (listed(OWN), State.OPEN, ExposureKind.EMPTY, Reason.EMPTY_READABLE),
        (refused(13), State.CLOSED, ExposureKind.NONE, Reason.PASSWORD_ASKED),
        (refused(13436), State.UNKNOWN, ExposureKind.NONE, Reason.NOT_UNDERSTOOD),
        (listed([]), State.UNKNOWN, ExposureKind.NONE, Reason.NOT_UNDERSTOOD),
        (listed([("made_up", 9000)], ok=0.0), State.UNKNOWN, ExposureKind.NONE, Reason.NOT_UNDERSTOOD),
        (listed([("made up", 9000)]), State.UNKNOWN, ExposureKind.NONE, Reason.NOT_UNDERSTOOD),
        (listed([("made_up", -1)]), State.UNKNOWN, ExposureKind.NONE, Reason.NOT_UNDERSTOOD),
        (said({"ok": 1.0, "databases": "made_up"}), State.UNKNOWN, ExposureKind.NONE, Reason.NOT_UNDERSTOOD),
        (said({"ok": 1.0}), State.UNKNOWN, ExposureKind.NONE, Reason.NOT_UNDERSTOOD),
        (message(b"\xff" * 40), State.UNKNOWN, ExposureKind.NONE, Reason.OTHER_PROTOCOL),
        (b"", State.UNKNOWN, ExposureKind.NONE, Reason.CUT),
        (refused(13)[:10], State.UNKNOWN, ExposureKind.NONE, Reason.CUT),
        (refused(13)[:60], State.UNKNOWN, ExposureKind.NONE, Reason.CUT),
        (b"HTTP/1.0 200 OK\r\n\r\n" + mongodb.HINT, State.UNKNOWN, ExposureKind.NONE, Reason.OTHER_PROTOCOL),
    ],
)
def test_each_first_answer_has_its_verdict(
    answer: bytes, state: State, seen: ExposureKind, reason: Reason
) -> None:
    verdict = check.judge(look(answer).replies)
    assert (verdict.state, verdict.seen, verdict.reason) == (state, seen, reason)


def test_a_list_longer_than_what_is_read_is_open_and_a_lower_bound() -> None:
    reading = look(listed([(f"made_up{number}", 1000) for number in range(2000)]))
    verdict, size = check.judge(reading.replies), check.measure(reading.replies)
    assert verdict.state is State.OPEN
    assert verdict.said.startswith("at least ")
    assert (size.records, size.at_least) == (None, True)
    assert sum(len(reply) for reply in reading.replies if isinstance(reply, bytes)) <= 32768


def test_a_count_that_does_not_fit_into_the_allowance_is_not_asked_for() -> None:
    reading = look(listed([("made_up", 9000)]), left=4200)
    assert len(reading.replies) == 1
    assert check.judge(reading.replies).state is State.OPEN


@pytest.mark.parametrize("level", [ReadLevel.BANNER, ReadLevel.METADATA])
def test_no_name_is_asked_for_where_the_scope_forbids_it(level: ReadLevel) -> None:
    channel = Scripted([(None, listed(FOUR))], level=level)
    with pytest.raises(TalkEnded) as ended:
        finish(check.run(SEEN, channel))
    assert ended.value.reason is too_deep(check.level)


def test_it_is_asked_of_mongodb_on_any_port_and_of_nothing_else() -> None:
    assert check.applies(observed(module="mongodb", port=4711))
    assert not check.applies(observed(module="http", port=27017))


HARMLESS = [counted("made_up", 3), refused(13), refused(1), listed([]), listed(FOUR, ok=0.0)]


@given(
    st.lists(
        st.binary(max_size=120) | st.binary(max_size=99).map(message) | st.sampled_from(HARMLESS), max_size=5
    )
)
def test_no_bytes_raise_or_look_open(replies: list[bytes]) -> None:
    assert check.judge(tuple(replies)).state is not State.OPEN
    check.measure(tuple(replies))


@given(st.integers(0, 200), st.binary(min_size=1, max_size=6))
def test_any_change_in_a_list_does_not_make_it_raise(place: int, change: bytes) -> None:
    whole = bytearray(listed(FOUR))
    whole[place : place + len(change)] = change
    check.judge((bytes(whole), bytes(whole)))
    check.measure((bytes(whole), bytes(whole)))


def test_an_http_reply_is_another_protocol() -> None:
    assert check.judge((Reply(status=200),)).reason is Reason.OTHER_PROTOCOL
