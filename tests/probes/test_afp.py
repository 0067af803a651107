"""The AFP probe on what Netatalk 4.2.3 says."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from leftopen.model.read_level import ReadLevel
from leftopen.probes.afp import probe
from leftopen.wire.afp import GET_STATUS
from tests.scripted import Scripted, finish
from tests.wire.test_afp import GUESTS, info


def test_it_says_program_version_and_logins() -> None:
    channel = Scripted([(GET_STATUS, GUESTS)], level=ReadLevel.BANNER, piece=9)
    assert probe.recognises(GUESTS)
    facts = probe.read(finish(probe.ask(channel, b"")))
    assert facts is not None
    assert (facts.product, facts.version) == ("Netatalk", "4.2.3")
    assert facts.cpe == ("cpe:/a:netatalk:netatalk:4.2.3",)
    assert b"made-up" not in facts.data
    assert channel.heard == [GET_STATUS]


def test_another_machine_is_named_beside_the_protocol() -> None:
    facts = probe.read(info(b"DHX2", machine=b"TimeCapsule8,119"))
    assert facts is not None
    assert (facts.product, facts.version, facts.info) == ("AFP", "", "TimeCapsule8,119")


@pytest.mark.parametrize("first", [b"", GET_STATUS, GUESTS[:-1], b"HTTP/1.1 400 Bad Request\r\n\r\n"])
def test_it_leaves_other_protocols_alone(first: bytes) -> None:
    assert not probe.recognises(first)
    assert probe.read(first) is None


@given(st.binary(max_size=80))
def test_any_bytes_are_facts_or_none(raw: bytes) -> None:
    assert probe.recognises(raw) == (probe.read(raw) is not None)
