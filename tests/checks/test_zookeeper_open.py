"""`zookeeper_open`: only the names in a granted session decide."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from leftopen.checks.zookeeper_open import check
from leftopen.model.channel import Reply, TalkEnded
from leftopen.model.read_level import ReadLevel
from leftopen.model.size import Size
from leftopen.model.verdict import ExposureKind, Reason, State, Verdict, too_deep
from leftopen.wire import zookeeper
from tests.observed import observed
from tests.scripted import Scripted, finish

SEEN = observed(module="zookeeper", product="ZooKeeper")
SRVR = b"Zookeeper version: 3.9.3-1, built on 2026-03-08 16:19 UTC\nMode: standalone\nNode count: 30\n"
UNLISTED = b"srvr is not executed because it is not in the whitelist.\n"
MNTR = b"zk_version\t3.9.3-1\nzk_znode_count\t30\nzk_approximate_data_size\t1234\n"
SESSION = zookeeper.frame(bytes(4) + b"\0\0\x0f\xa0" + b"\1" * 8 + b"\0\0\0\x10" + b"p" * 16 + b"\0")
ENDED = zookeeper.frame(bytes(4) + bytes(4) + bytes(8) + b"\0\0\0\x10" + bytes(16) + b"\0")
CLOSED = zookeeper.frame(b"\0\0\0\2" + bytes(12))


def names(*each: str) -> bytes:
    listed = b"".join(len(name).to_bytes(4, "big") + name.encode() for name in each)
    head = b"\0\0\0\1" + bytes(12) + len(each).to_bytes(4, "big")
    return zookeeper.frame(head + listed + bytes(zookeeper.STAT))


def error(code: int) -> bytes:
    return zookeeper.frame(b"\0\0\0\1" + bytes(8) + code.to_bytes(4, "big", signed=True))


DATA = names("zookeeper", *(f"made-up-{number}" for number in range(25)))


def look(*answers: bytes) -> Verdict:
    channel = Scripted([(None, answer) for answer in answers], budget=check.requests)
    return check.judge(finish(check.run(SEEN, channel)).replies)


def test_names_below_the_root_are_open_data_with_their_size() -> None:
    script = [(zookeeper.SRVR, SRVR), (zookeeper.CONNECT, SESSION), (zookeeper.CHILDREN, DATA)]
    script += [(zookeeper.CLOSE, CLOSED), (zookeeper.MNTR, MNTR)]
    channel = Scripted(script, budget=check.requests, level=ReadLevel.LISTING, piece=7)
    reading = finish(check.run(SEEN, channel))
    verdict = check.judge(reading.replies)
    assert (verdict.state, verdict.seen) == (State.OPEN, ExposureKind.DATA)
    assert verdict.said == "25 names below the root"
    assert check.measure(reading.replies) == Size(records=25, bytes=1234)
    assert len(reading.sample) == 0


def test_where_the_word_is_not_in_the_whitelist_the_names_still_tell() -> None:
    replies = (UNLISTED, SESSION, DATA, UNLISTED.replace(b"srvr", b"mntr"))
    assert check.judge(replies).state is State.OPEN
    assert check.measure(replies) == Size(records=25, at_least=True)


def test_of_a_long_list_only_the_beginning_is_read() -> None:
    many = names("zookeeper", *(f"made-up-{number:07d}" for number in range(10_000)))
    channel = Scripted([(None, SRVR), (None, SESSION), (None, many), (None, b""), (None, b"")])
    reading = finish(check.run(SEEN, channel))
    assert check.judge(reading.replies).said == "10,000 names below the root"
    assert sum(len(reply) for reply in reading.replies if isinstance(reply, bytes)) < 9000


@pytest.mark.parametrize(
    ("answers", "state", "reason"),
    [
        ((SRVR, SESSION, names("zookeeper"), CLOSED, MNTR), State.OPEN, Reason.EMPTY_READABLE),
        ((SRVR, SESSION, names(), CLOSED, MNTR), State.OPEN, Reason.EMPTY_READABLE),
        ((SRVR, SESSION, names("a"), CLOSED, MNTR), State.OPEN, Reason.DATA_READABLE),
        ((SRVR, SESSION, error(-102), CLOSED), State.CLOSED, Reason.FORBIDDEN),
        ((SRVR, SESSION, error(-115)), State.CLOSED, Reason.PASSWORD_ASKED),
        ((SRVR, SESSION, error(-124)), State.CLOSED, Reason.PASSWORD_ASKED),
        ((SRVR, SESSION, error(-101), CLOSED), State.UNKNOWN, Reason.NOT_UNDERSTOOD),
        ((SRVR, SESSION, b""), State.UNKNOWN, Reason.CUT),
        ((SRVR, SESSION, DATA[:20], b""), State.UNKNOWN, Reason.NOT_UNDERSTOOD),
        ((SRVR, ENDED), State.UNKNOWN, Reason.NOT_UNDERSTOOD),
        ((SRVR, b""), State.UNKNOWN, Reason.CUT),
        ((UNLISTED, b""), State.UNKNOWN, Reason.CUT),
    ],
)
def test_each_conversation_has_its_verdict(answers: tuple[bytes, ...], state: State, reason: Reason) -> None:
    verdict = look(*answers)
    assert (verdict.state, verdict.reason) == (state, reason)


def test_no_session_is_opened_below_the_listing_level() -> None:
    channel = Scripted([(None, SRVR)], level=ReadLevel.METADATA)
    with pytest.raises(TalkEnded) as ended:
        finish(check.run(SEEN, channel))
    assert ended.value.reason is too_deep(check.level)
    assert check.level is ReadLevel.LISTING


def test_it_is_asked_of_zookeeper_on_any_port_and_of_nothing_else() -> None:
    assert check.applies(observed(module="zookeeper", port=4711))
    assert not check.applies(observed(module="http", port=2181))
    assert check.judge((Reply(status=200),)).reason is Reason.OTHER_PROTOCOL


@given(st.lists(st.binary(max_size=120) | st.sampled_from([SRVR, SESSION, MNTR, CLOSED]), max_size=4))
def test_no_bytes_raise_or_look_open(replies: list[bytes]) -> None:
    assert check.judge(tuple(replies)).state is not State.OPEN
    check.measure(tuple(replies))


@pytest.mark.parametrize("cut", range(len(SESSION + names("a"))))
def test_an_answer_cut_anywhere_is_never_taken_for_empty(cut: int) -> None:
    heard = (SESSION + names("a"))[:cut]
    verdict = check.judge((SRVR, heard[: len(SESSION)], heard[len(SESSION) :]))
    assert verdict.seen is not ExposureKind.EMPTY
    assert verdict.state is not State.CLOSED
