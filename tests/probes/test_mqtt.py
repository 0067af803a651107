"""The MQTT probe against recorded shapes."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from leftopen.probes.mqtt import probe
from tests.scripted import Scripted, finish

REFUSED = b"\x20\x02\x00\x01"


def test_a_refusal_of_the_impossible_level_is_a_broker_and_nothing_more_is_asked() -> None:
    channel = Scripted(budget=0)
    facts = probe.read(finish(probe.ask(channel, REFUSED)))
    assert facts is not None
    assert facts.product == "MQTT broker"
    assert facts.blocks == {"mqtt": {"code": 1}}


def test_the_anonymous_opener_has_no_name_no_user_and_no_will() -> None:
    assert probe.anonymous == b"\x10\x0c\x00\x04MQTT\x04\x02\x00\x1e\x00\x00"
    facts = probe.read(b"\x20\x02\x00\x00")
    assert facts is not None
    assert facts.blocks == {"mqtt": {"code": 0}}


@pytest.mark.parametrize(
    "first", [REFUSED, b"\x20\x02\x00\x00", b"\x20\x02\x00\x05", b"\x20\x03\x00\x84\x00"]
)
def test_every_version_of_a_refusal_is_recognised(first: bytes) -> None:
    assert probe.recognises(first)


@pytest.mark.parametrize(
    "first",
    [
        b"",
        b" \x02",
        b"\x20\x02\x00\x09",
        REFUSED + b"x",
        b"\x20\x02\x00\x01HTTP/1.1",
        b"HTTP/1.1 400\r\n",
        b"    ",
    ],
)
def test_it_leaves_other_protocols_alone(first: bytes) -> None:
    assert not probe.recognises(first)
    assert probe.read(first) is None


@given(st.binary(max_size=60) | st.binary(max_size=5).map(lambda raw: b"\x20" + raw))
def test_any_bytes_are_facts_or_none(raw: bytes) -> None:
    known = probe.recognises(raw)
    assert (probe.read(raw) is not None) == known
