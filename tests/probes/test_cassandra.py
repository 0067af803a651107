"""The Cassandra probe by the protocol's specification."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from leftopen.model.read_level import ReadLevel
from leftopen.probes.cassandra import probe
from leftopen.wire import cql
from tests.scripted import Scripted, finish
from tests.servers.programs.sim_cassandra import frame, option
from tests.wire.test_cql import ASKS, DENIED, OTHER_VERSION, READY, SUPPORTED


@pytest.mark.parametrize("first", [SUPPORTED, OTHER_VERSION])
def test_it_recognises_its_answer_to_anybodys_opener(first: bytes) -> None:
    assert probe.recognises(first)


@pytest.mark.parametrize("first", [b"", READY, ASKS, DENIED, SUPPORTED[:-1], b"HTTP/1.1 400 Bad\r\n\r\n"])
def test_it_leaves_other_answers_alone(first: bytes) -> None:
    assert not probe.recognises(first)
    assert probe.read(first) is None


def test_it_says_its_versions() -> None:
    channel = Scripted([(cql.ASK_OPTIONS, SUPPORTED)], level=ReadLevel.BANNER, piece=9)
    facts = probe.read(finish(probe.ask(channel, b"")))
    assert facts is not None
    assert (facts.product, facts.blocks) == ("Cassandra", {"cassandra": {"cql_version": ["3.4.7"]}})


def test_scylla_is_told_by_its_own_options() -> None:
    facts = probe.read(frame(6, b"\0\2" + option(b"CQL_VERSION", b"3.3.1") + option(b"SCYLLA_SHARD", b"0")))
    assert facts is not None
    assert facts.product == "ScyllaDB"


@given(st.binary(max_size=100))
def test_any_bytes_are_facts_or_none(raw: bytes) -> None:
    probe.recognises(raw)
    probe.read(raw)
    probe.read(SUPPORTED[:14] + raw)
