"""The epmd probe on what 27.3 said."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from leftopen.model.read_level import ReadLevel
from leftopen.probes.epmd import probe
from leftopen.wire import epmd
from tests.scripted import Scripted, finish
from tests.wire.test_epmd import PORT, TWO


@pytest.mark.parametrize("first", [PORT, TWO, TWO[:40]])
def test_it_recognises_the_mapper(first: bytes) -> None:
    assert probe.recognises(first)


@pytest.mark.parametrize("first", [b"", PORT[:3], b"\0\0\0\0", PORT + b"\0\0\0\1", b"HTTP/1.1 400\r\n"])
def test_it_leaves_other_protocols_alone(first: bytes) -> None:
    assert not probe.recognises(first)
    assert probe.read(first) is None


def test_it_counts_the_nodes_and_names_none() -> None:
    channel = Scripted([(epmd.NAMES, TWO)], level=ReadLevel.BANNER, piece=9)
    facts = probe.read(finish(probe.ask(channel, b"")))
    assert facts is not None
    assert facts.blocks == {"epmd": {"nodes": 2, "ports": [25672, 40001]}}
    assert b"rabbit" not in facts.data


@given(st.binary(max_size=100))
def test_any_bytes_are_facts_or_none(raw: bytes) -> None:
    probe.recognises(raw)
    probe.read(raw)
    probe.read(PORT + raw)
