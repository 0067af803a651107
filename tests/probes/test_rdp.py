"""The Remote Desktop probe by MS-RDPBCGR."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from leftopen.model.read_level import ReadLevel
from leftopen.probes.rdp import probe
from leftopen.wire.rdp import REQUEST
from tests.scripted import Scripted, finish
from tests.wire.test_rdp import OLD, answer


@pytest.mark.parametrize(
    ("said", "info"),
    [(answer(), "CredSSP"), (OLD, "RDP"), (answer(kind=3, value=5), "negotiation refused (5)")],
)
def test_it_says_the_security_and_hangs_up(said: bytes, info: str) -> None:
    channel = Scripted([(REQUEST, said)], level=ReadLevel.BANNER, piece=5)
    assert probe.recognises(said)
    facts = probe.read(finish(probe.ask(channel, said)))
    assert facts is not None
    assert (facts.product, facts.info) == ("Remote Desktop", info)
    assert channel.heard == [REQUEST]


@pytest.mark.parametrize("first", [b"", REQUEST, answer()[:-1], b"HTTP/1.1 400 Bad Request\r\n\r\n"])
def test_it_leaves_other_protocols_alone(first: bytes) -> None:
    assert not probe.recognises(first)
    assert probe.read(first) is None


@given(st.binary(max_size=40))
def test_any_bytes_are_facts_or_none(raw: bytes) -> None:
    assert probe.recognises(raw) == (probe.read(raw) is not None)
