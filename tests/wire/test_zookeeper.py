"""ZooKeeper's frames and words, on real shapes and on any bytes."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from leftopen.wire import zookeeper
from leftopen.wire.zookeeper import Children

SRVR = (
    b"Zookeeper version: 3.9.3-${mvngit.commit.id}, built on 2026-03-08\nLatency min/avg/max: 0/0.0/0\n"
    b"Received: 4\nSent: 3\nConnections: 1\nOutstanding: 0\nZxid: 0x0\nMode: standalone\nNode count: 30\n"
)
SESSION = zookeeper.frame(bytes(4) + b"\0\0\x0f\xa0" + b"\1" * 8 + b"\0\0\0\x10" + b"p" * 16 + b"\0")
REFUSED = zookeeper.frame(b"\0\0\0\1" + bytes(8) + b"\xff\xff\xff\x9a")


def names(*each: str, xid: int = 1) -> bytes:
    listed = b"".join(len(name).to_bytes(4, "big") + name.encode() for name in each)
    head = xid.to_bytes(4, "big") + bytes(12) + len(each).to_bytes(4, "big")
    return zookeeper.frame(head + listed + bytes(zookeeper.STAT))


def test_the_questions_are_the_protocols_own_bytes() -> None:
    assert b"\0\0\0\x2d" + bytes(14) + b"\x0f\xa0" + bytes(8) + b"\0\0\0\x10" + bytes(17) == zookeeper.CONNECT
    assert zookeeper.CHILDREN == b"\0\0\0\x0e\0\0\0\1\0\0\0\x0c\0\0\0\1/\0"
    assert zookeeper.CLOSE == b"\0\0\0\x08\0\0\0\2\xff\xff\xff\xf5"


def test_a_session_is_granted_only_by_a_whole_answer() -> None:
    assert zookeeper.is_connected(SESSION)
    assert not any(zookeeper.is_connected(SESSION[:cut]) for cut in range(len(SESSION)))
    assert not zookeeper.is_connected(SESSION.replace(b"\x0f\xa0", b"\0\0"))


def test_the_names_are_counted_and_read() -> None:
    assert zookeeper.children(names("zookeeper", "made-up")) == Children(
        count=2, names=("zookeeper", "made-up")
    )
    assert zookeeper.children(REFUSED) == Children(error=-102)


def test_an_answer_cut_anywhere_is_none_or_says_so() -> None:
    whole = names("zookeeper", "made-up")
    for cut in range(len(whole)):
        answer = zookeeper.children(whole[:cut])
        assert answer is None or (answer.cut and answer.count == 2)


@pytest.mark.parametrize(
    "raw",
    [
        names("a", xid=2),
        names("a") + b"",
        names("a/b"),
        zookeeper.frame(b"\0\0\0\1" + bytes(12) + b"\x7f\xff\xff\xff" + bytes(68)),
        zookeeper.frame(b"\0\0\0\1" + bytes(12) + b"\0\0\0\1" + b"\xff\xff\xff\xff" + bytes(68)),
        zookeeper.frame(b"\0\0\0\1" + bytes(12) + b"\0\0\0\0" + bytes(67)),
    ],
)
def test_lengths_that_lie_are_no_answer(raw: bytes) -> None:
    answer = zookeeper.children(raw)
    assert answer is None or raw == names("a")


def test_what_is_still_needed_never_passes_the_cap() -> None:
    assert zookeeper.needed(b"", 100) == 4
    assert zookeeper.needed(b"\0\0\0\x10", 100) == 16
    assert zookeeper.needed(b"\0\x10\0\0", 100) == 96
    assert zookeeper.needed(b"\xff\xff\xff\xff", 100) == 0
    assert zookeeper.needed(SESSION, 100) == 0


def test_the_servers_own_nodes_are_not_counted() -> None:
    assert zookeeper.version(SRVR) == "3.9.3"
    assert zookeeper.nodes(SRVR) == 25
    assert zookeeper.nodes(SRVR.replace(b"3.9.3", b"3.4.14")) == 26
    assert zookeeper.nodes(b"Node count: 30\n") is None


@given(st.binary(max_size=200), st.sampled_from([b"", SRVR, SESSION, names("a", "b"), REFUSED]))
def test_no_bytes_make_it_raise(raw: bytes, before: bytes) -> None:
    for made in (raw, before + raw, before[: len(raw)] + raw, zookeeper.frame(raw)):
        zookeeper.children(made)
        zookeeper.is_connected(made)
        zookeeper.nodes(made)
        assert 0 <= zookeeper.needed(made, 500) <= 500
