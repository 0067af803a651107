"""`redis_open`: a table of conversations and verdicts, and any bytes."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from leftopen.checks.redis_open import check
from leftopen.model.channel import Reply, TalkEnded
from leftopen.model.read_level import ReadLevel
from leftopen.model.verdict import ExposureKind, Reason, State, Verdict, too_deep
from leftopen.wire import redis
from tests.observed import observed
from tests.scripted import Scripted, finish

SEEN = observed(module="redis", product="Redis")


def bulk(text: str) -> bytes:
    return b"$%d\r\n%s\r\n" % (len(text), text.encode())


SERVER = bulk("# Server\r\nredis_version:8.0.2\r\nredis_mode:standalone\r\ntcp_port:6379\r\n")
SENTINEL = bulk("# Server\r\nredis_version:8.0.2\r\nredis_mode:sentinel\r\ntcp_port:26379\r\n")
KEYS = bulk("# Keyspace\r\ndb0:keys=40,expires=1,avg_ttl=0\r\ndb2:keys=2,expires=0,avg_ttl=0\r\n")
EMPTY = bulk("# Keyspace\r\n")
MEMORY = bulk("# Memory\r\nused_memory:900000\r\nused_memory_dataset:123456\r\n")
NOPERM = b"-NOPERM User default has no permissions to run the 'dbsize' command\r\n"


def look(*answers: bytes) -> Verdict:
    channel = Scripted([(None, answer) for answer in answers], budget=check.requests)
    return check.judge(finish(check.run(SEEN, channel)).replies)


def test_keys_that_may_be_read_are_open_data_with_their_size() -> None:
    script = [(redis.command("INFO", "server"), SERVER), (redis.command("INFO", "keyspace"), KEYS)]
    script += [(redis.command("INFO", "memory"), MEMORY), (redis.command("DBSIZE"), b":40\r\n")]
    channel = Scripted(script, budget=check.requests, level=ReadLevel.METADATA, piece=7)
    reading = finish(check.run(SEEN, channel))
    verdict = check.judge(reading.replies)
    assert (verdict.state, verdict.seen) == (State.OPEN, ExposureKind.DATA)
    assert verdict.said == "42 keys in 2 databases"
    size = check.measure(reading.replies)
    assert (size.records, size.bytes) == (42, 123456)
    assert channel.requests == check.requests
    assert len(reading.sample) == 0


@pytest.mark.parametrize(
    ("answers", "state", "seen", "reason"),
    [
        ((SERVER, EMPTY, MEMORY, b":0\r\n"), State.OPEN, ExposureKind.EMPTY, Reason.EMPTY_READABLE),
        ((SERVER, KEYS, MEMORY, NOPERM), State.OPEN, ExposureKind.METADATA, Reason.METADATA_READABLE),
        ((SERVER, NOPERM), State.OPEN, ExposureKind.METADATA, Reason.METADATA_READABLE),
        ((SENTINEL, EMPTY, MEMORY, NOPERM), State.OPEN, ExposureKind.METADATA, Reason.METADATA_READABLE),
        ((b"-NOAUTH Authentication required.\r\n",), State.CLOSED, ExposureKind.NONE, Reason.PASSWORD_ASKED),
        ((NOPERM, b""), State.UNKNOWN, ExposureKind.NONE, Reason.CUT),
        ((NOPERM, NOPERM), State.CLOSED, ExposureKind.NONE, Reason.FORBIDDEN),
        ((NOPERM, b":3\r\n"), State.OPEN, ExposureKind.DATA, Reason.DATA_READABLE),
        ((NOPERM, b":0\r\n"), State.OPEN, ExposureKind.EMPTY, Reason.EMPTY_READABLE),
        ((NOPERM, b"-NOAUTH x\r\n"), State.CLOSED, ExposureKind.NONE, Reason.PASSWORD_ASKED),
        (
            (b"-DENIED Redis is running in protected mode\r\n",),
            State.CLOSED,
            ExposureKind.NONE,
            Reason.FORBIDDEN,
        ),
        ((b"-LOADING Redis is loading\r\n",), State.UNKNOWN, ExposureKind.NONE, Reason.NOT_UNDERSTOOD),
        ((b"-ERR unknown command 'INFO'\r\n",), State.UNKNOWN, ExposureKind.NONE, Reason.NOT_UNDERSTOOD),
        ((b"",), State.UNKNOWN, ExposureKind.NONE, Reason.CUT),
        ((SERVER[:30],), State.UNKNOWN, ExposureKind.NONE, Reason.CUT),
        ((b"HTTP/1.1 400 Bad Request\r\n\r\n",), State.UNKNOWN, ExposureKind.NONE, Reason.OTHER_PROTOCOL),
        (
            (b"+PONG\r\n", b"+OK\r\n", b"+OK\r\n", b"+OK\r\n"),
            State.UNKNOWN,
            ExposureKind.NONE,
            Reason.NOT_UNDERSTOOD,
        ),
    ],
)
def test_each_conversation_has_its_verdict(
    answers: tuple[bytes, ...], state: State, seen: ExposureKind, reason: Reason
) -> None:
    verdict = look(*answers)
    assert (verdict.state, verdict.seen, verdict.reason) == (state, seen, reason)


def test_nothing_is_asked_at_the_banner_level() -> None:
    channel = Scripted([(None, SERVER)], level=ReadLevel.BANNER)
    with pytest.raises(TalkEnded) as ended:
        finish(check.run(SEEN, channel))
    assert ended.value.reason is too_deep(check.level)
    assert channel.requests == 0


def test_it_is_asked_of_redis_on_any_port_and_of_nothing_else() -> None:
    assert check.applies(observed(module="redis", port=4711))
    assert not check.applies(observed(module="http", port=6379))


@given(st.lists(st.binary(max_size=120) | st.sampled_from([KEYS, MEMORY, b":4\r\n"]), max_size=5))
def test_no_bytes_raise_or_look_open(replies: list[bytes]) -> None:
    verdict = check.judge(tuple(replies))
    assert verdict.state is not State.OPEN
    check.measure(tuple(replies))


def test_an_http_reply_is_another_protocol() -> None:
    assert check.judge((Reply(status=200),)).reason is Reason.OTHER_PROTOCOL
