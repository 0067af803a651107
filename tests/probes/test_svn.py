"""The Subversion probe on what svnserve 1.14.5 said."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from leftopen.model.read_level import ReadLevel
from leftopen.probes.svn import probe
from tests.scripted import Scripted, finish
from tests.wire.test_svn import FAILURE, GREETING


@pytest.mark.parametrize("first", [GREETING, FAILURE])
def test_it_recognises_the_server(first: bytes) -> None:
    assert probe.recognises(first)


@pytest.mark.parametrize("first", [b"", b"( success", b"HTTP/1.1 400 Bad Request\r\n\r\n"])
def test_it_leaves_other_protocols_alone(first: bytes) -> None:
    assert not probe.recognises(first)
    assert probe.read(first) is None


def test_it_sends_nothing() -> None:
    channel = Scripted(banner=GREETING, level=ReadLevel.BANNER)
    facts = probe.read(finish(probe.ask(channel, GREETING)))
    assert channel.heard == []
    assert facts is not None
    block = facts.blocks["svn"]
    assert isinstance(block, dict)
    assert (facts.product, block["highest"]) == ("Subversion", 2)


@given(st.binary(max_size=100))
def test_any_bytes_are_facts_or_none(raw: bytes) -> None:
    probe.recognises(raw)
    probe.read(raw)
    probe.read(GREETING[:30] + raw)
