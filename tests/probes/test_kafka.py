"""The Kafka probe on the protocol's answers."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from leftopen.model.read_level import ReadLevel
from leftopen.probes.kafka import probe
from leftopen.wire import kafka
from tests.scripted import Scripted, finish
from tests.wire.test_kafka import TOPICS, VERSIONS, versions


def test_it_recognises_a_broker() -> None:
    assert probe.recognises(VERSIONS)


@pytest.mark.parametrize("first", [b"", VERSIONS[:-1], versions(0, 1), TOPICS, b"HTTP/1.1 400 Bad\r\n\r\n"])
def test_it_leaves_other_protocols_alone(first: bytes) -> None:
    assert not probe.recognises(first)
    assert probe.read(first) is None


def test_it_says_what_the_broker_understands() -> None:
    channel = Scripted([(kafka.VERSIONS, VERSIONS)], level=ReadLevel.BANNER, piece=9)
    facts = probe.read(finish(probe.ask(channel, b"")))
    assert facts is not None
    assert (facts.product, facts.blocks) == ("Kafka", {"kafka": {"requests": 4, "metadata": 9}})


@given(st.binary(max_size=100))
def test_any_bytes_are_facts_or_none(raw: bytes) -> None:
    probe.recognises(raw)
    probe.read(raw)
    probe.read(VERSIONS[:16] + raw)
