"""The VNC probe against recorded shapes."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from leftopen.model.read_level import ReadLevel
from leftopen.probes.vnc import probe
from tests.scripted import Scripted, finish

GREETING = b"RFB 003.008\n"


def test_the_server_speaks_first_and_its_types_are_listed() -> None:
    channel = Scripted([(GREETING, b"\x02\x13\x02")], banner=GREETING, piece=5)
    facts = probe.read(finish(probe.ask(channel, GREETING)))
    assert facts is not None
    assert (facts.product, facts.info, facts.data) == ("VNC", "protocol 3.8", GREETING)
    assert facts.blocks == {
        "vnc": {"protocol_version": "3.8", "security_types": {"19": "VeNCrypt", "2": "VNC Authentication"}}
    }
    assert channel.heard == [GREETING]


def test_nothing_is_said_at_the_banner_level() -> None:
    channel = Scripted(banner=GREETING, level=ReadLevel.BANNER)
    facts = probe.read(finish(probe.ask(channel, GREETING)))
    assert facts is not None
    assert channel.heard == []


def test_a_server_that_turns_everybody_away_is_still_vnc() -> None:
    facts = probe.read(b"RFB 003.003\n" + b"\x00\x00\x00\x00\x00\x00\x00\x04busy")
    assert facts is not None
    assert facts.blocks == {"vnc": {"protocol_version": "3.3", "refused": "busy"}}


@pytest.mark.parametrize("first", [b"", b"RFB", b"RFB 003.008", b"HTTP/1.1 200 OK\r\n", b"SSH-2.0-a\r\n"])
def test_it_leaves_other_protocols_alone(first: bytes) -> None:
    assert not probe.recognises(first)
    assert probe.read(first) is None


@given(st.binary(max_size=100))
def test_any_bytes_are_facts_or_none(raw: bytes) -> None:
    probe.recognises(raw)
    assert probe.read(raw) is None
    for greeting in (GREETING, b"RFB 003.003\n", b"RFB 003.007\n"):
        facts = probe.read(greeting + raw)
        assert facts is not None
        assert facts.product == "VNC"
