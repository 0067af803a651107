"""The X11 probe against recorded shapes."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from leftopen.model.read_level import ReadLevel
from leftopen.probes.x11 import probe
from leftopen.wire import x11
from tests.scripted import Scripted, finish
from tests.wire.test_x11 import display, failed

REFUSAL = failed(b"Protocol version mismatch")


def test_it_is_known_by_refusing_a_version_that_does_not_exist() -> None:
    assert probe.opener == x11.IMPOSSIBLE
    assert probe.recognises(REFUSAL)
    assert probe.recognises(REFUSAL[:8])
    channel = Scripted([(x11.IMPOSSIBLE, REFUSAL)], piece=8)
    facts = probe.read(finish(probe.ask(channel, REFUSAL[:8])))
    assert facts is not None
    assert (facts.product, facts.version) == ("X11", "11.0")
    assert facts.data == b"X11 11.0: Protocol version mismatch\n"
    assert facts.blocks == {"x11": {"version": "11.0"}}


def test_another_reason_is_kept() -> None:
    facts = probe.read(failed(b"Maximum number of clients reached"))
    assert facts is not None
    assert facts.blocks == {"x11": {"version": "11.0", "refused": "Maximum number of clients reached"}}


def test_a_granted_setup_is_known_too_and_not_asked_for_again() -> None:
    granted = display((1, 1))
    channel = Scripted([(probe.anonymous, granted)], budget=1)
    finish(channel.send(x11.SETUP, at=ReadLevel.BANNER))
    facts = probe.read(finish(probe.ask(channel, granted)))
    assert facts is not None
    assert (facts.product, facts.data) == ("X11", b"X11 11.0: granted\n")


@pytest.mark.parametrize(
    "first",
    [
        b"",
        b"\0" * 8,
        b"\0" * 40,
        b"HTTP/1.1 200 OK\r\n",
        b"\x16\x03\x01\0\x05",
        display((1, 1))[:7],
        b"\x01\0\x0c" + display((1, 1))[3:],
    ],
)
def test_it_leaves_other_protocols_alone(first: bytes) -> None:
    assert not probe.recognises(first)
    assert probe.read(first) is None


@given(st.binary(max_size=100), st.binary(max_size=20))
def test_any_bytes_are_facts_or_none(raw: bytes, reason: bytes) -> None:
    probe.recognises(raw)
    for made in (raw, failed(reason) + raw, REFUSAL[:8] + raw):
        facts = probe.read(made)
        assert facts is None or facts.product == "X11"
