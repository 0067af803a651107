"""The ZooKeeper probe against recorded shapes."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from leftopen.model.read_level import ReadLevel
from leftopen.probes.zookeeper import probe
from tests.scripted import Scripted, finish

SRVR = (
    b"Zookeeper version: 3.9.3-${mvngit.commit.id}, built on 2026-03-08\nLatency min/avg/max: 0/0.0/0\n"
    b"Received: 4\nSent: 3\nConnections: 1\nOutstanding: 0\nZxid: 0x0\nMode: standalone\nNode count: 5\n"
)
UNLISTED = b"srvr is not executed because it is not in the whitelist.\n"
ASLEEP = b"This ZooKeeper instance is not currently serving requests\n"


def test_the_conversation_gives_version_and_mode() -> None:
    channel = Scripted([(b"srvr\n", SRVR)], piece=50, level=ReadLevel.BANNER)
    facts = probe.read(finish(probe.ask(channel, SRVR[:20])))
    assert facts is not None
    assert (facts.product, facts.version) == ("ZooKeeper", "3.9.3")
    assert facts.cpe == ("cpe:/a:apache:zookeeper:3.9.3",)
    assert facts.blocks == {"zookeeper": {"mode": "standalone", "node_count": 5}}


@pytest.mark.parametrize("first", [UNLISTED, ASLEEP])
def test_a_refusal_of_the_word_names_it_too(first: bytes) -> None:
    facts = probe.read(first)
    assert facts is not None
    assert (facts.product, facts.version) == ("ZooKeeper", "")
    assert facts.info == first.decode().strip()


@pytest.mark.parametrize(
    "first",
    [b"", b"ERROR\r\n", b"Zookeeper version: none", b"HTTP/1.1 400 Bad Request\r\n\r\n", b"-ERR srvr\r\n"],
)
def test_it_leaves_other_protocols_alone(first: bytes) -> None:
    assert not probe.recognises(first)
    assert probe.read(first) is None


@given(st.binary(max_size=300))
def test_any_bytes_are_facts_or_none(raw: bytes) -> None:
    for made in (raw, SRVR[:30] + raw, SRVR + raw):
        probe.recognises(made)
        facts = probe.read(made)
        assert facts is None or facts.product == "ZooKeeper"
