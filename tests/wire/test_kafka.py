"""Kafka's answers as Tansu and the protocol guide have them, and any bytes."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from leftopen.wire import kafka
from leftopen.wire.kafka import Cluster


def short(*values: int) -> bytes:
    return b"".join(value.to_bytes(2, "big", signed=True) for value in values)


def long(*values: int) -> bytes:
    return b"".join(value.to_bytes(4, "big", signed=True) for value in values)


def text(data: bytes) -> bytes:
    return short(len(data)) + data


def message(number: int, body: bytes) -> bytes:
    return long(len(body) + 4, number) + body


def versions(*keys: int, error: int = 0) -> bytes:
    return message(1, short(error) + long(len(keys)) + b"".join(short(key, 0, 9) for key in keys))


def topic(name: bytes, *, internal: bool = False, partitions: int = 2) -> bytes:
    each = short(0) + long(0, 1) + long(1, 1) + long(1, 1)
    return short(0) + text(name) + bytes([internal]) + long(partitions) + each * partitions


def topics(*each: bytes, brokers: int = 1, more: int = 0) -> bytes:
    one = long(1) + text(b"127.0.0.1") + long(9092) + short(-1)
    body = long(brokers) + one * brokers + long(1) + long(len(each) + more) + b"".join(each)
    return message(2, body)


def ways(*words: bytes, error: int = 0) -> bytes:
    return message(3, short(error) + long(len(words)) + b"".join(text(word) for word in words))


VERSIONS = versions(0, 1, 3, 18)
TOPICS = topics(topic(b"orders"), topic(b"__consumer_offsets", partitions=50), topic(b"x", internal=True))


def test_the_requests_are_the_protocols_own_bytes() -> None:
    assert kafka.VERSIONS == b"\0\0\0\x12\0\x12\0\0\0\0\0\1\0\x08leftopen"
    assert kafka.TOPICS == b"\0\0\0\x16\0\3\0\1\0\0\0\2\0\x08leftopen\xff\xff\xff\xff"
    assert kafka.MECHANISMS == b"\0\0\0\x21\0\x11\0\1\0\0\0\3\0\x08leftopen\0\x0dSCRAM-SHA-512"


def test_versions_are_read_by_their_keys() -> None:
    assert kafka.versions(VERSIONS) == dict.fromkeys((0, 1, 3, 18), (0, 9))


@pytest.mark.parametrize(
    "raw",
    [
        b"",
        VERSIONS[:-1],
        versions(0, 1),
        versions(3, 18, error=35),
        message(7, VERSIONS[8:]),
        message(1, VERSIONS[8:] + b"\0"),
        message(1, short(0) + long(1) + short(3, 9, 0)),
        message(1, short(0) + long(-1)),
        b"HTTP/1.1 400 Bad Request\r\n\r\n",
    ],
)
def test_another_answer_is_no_versions(raw: bytes) -> None:
    assert kafka.versions(raw) is None


def test_topics_are_counted_without_the_clusters_own() -> None:
    assert kafka.cluster(TOPICS) == Cluster(brokers=1, topics=1, said=3, partitions=2)
    assert kafka.cluster(topics()) == Cluster(brokers=1)


def test_what_was_cut_keeps_its_whole_topics() -> None:
    answer = kafka.cluster(TOPICS[:120])
    assert answer == Cluster(brokers=1, topics=1, said=3, partitions=2, whole=False)


@pytest.mark.parametrize(
    "raw",
    [
        b"",
        VERSIONS,
        topics(brokers=0),
        topics(topic(b"a"), more=1),
        message(2, TOPICS[8:] + b"\0"),
        message(2, long(1) + long(1) + short(-1) + long(1) + short(-1) + long(1, 0)),
    ],
)
def test_another_answer_is_no_cluster(raw: bytes) -> None:
    assert kafka.cluster(raw) is None


def test_ways_to_log_in() -> None:
    assert kafka.mechanisms(ways(b"PLAIN", b"SCRAM-SHA-512", error=33)) == ("PLAIN", "SCRAM-SHA-512")
    assert kafka.mechanisms(ways(b"PLAIN")) == ("PLAIN",)
    for other in (ways(), ways(b"PLAIN", error=34), ways(b"\x1b["), ways(b"PLAIN")[:-1], VERSIONS, b""):
        assert kafka.mechanisms(other) == ()


def test_a_message_is_waited_for_and_no_longer() -> None:
    for raw in (VERSIONS, TOPICS):
        assert kafka.needed(raw) == 0
        assert all(0 < kafka.needed(raw[:cut]) <= len(raw) - cut for cut in range(len(raw)))
    assert kafka.needed(b"HTTP") == 0
    assert kafka.needed(b"\0\x10\0\0" + bytes(kafka.LARGEST)) == 0


@given(st.binary(max_size=200), st.sampled_from([b"", VERSIONS, TOPICS[:60], ways(b"A"), b"\0\0\0\x40"]))
def test_no_bytes_make_it_raise(raw: bytes, begin: bytes) -> None:
    made = [begin + raw, raw + begin, *(message(number, raw) for number in (1, 2, 3))]
    for one in made:
        kafka.versions(one)
        kafka.cluster(one)
        kafka.mechanisms(one)
        kafka.needed(one)
