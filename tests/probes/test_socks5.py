"""The SOCKS probe on what microsocks says."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from leftopen.model.read_level import ReadLevel
from leftopen.probes.socks5 import probe
from leftopen.wire.socks5 import GREETING
from tests.scripted import Scripted, finish


@pytest.mark.parametrize(("said", "info"), [(b"\5\0", "no login required"), (b"\5\xff", "login required")])
def test_it_says_whether_a_login_is_wanted_and_asks_for_nothing(said: bytes, info: str) -> None:
    channel = Scripted([(GREETING, said)], level=ReadLevel.BANNER)
    facts = probe.read(finish(probe.ask(channel, said)))
    assert facts is not None
    assert (facts.product, facts.version, facts.info) == ("SOCKS", "5", info)
    assert channel.heard == [GREETING]


@pytest.mark.parametrize("first", [b"", b"\5", b"\5\0\0\1", GREETING, b"HTTP/1.1 400 Bad Request\r\n\r\n"])
def test_it_leaves_other_protocols_alone(first: bytes) -> None:
    assert not probe.recognises(first)
    assert probe.read(first) is None


@given(st.binary(max_size=10))
def test_any_bytes_are_facts_or_none(raw: bytes) -> None:
    assert probe.recognises(raw) == (probe.read(raw) is not None)
