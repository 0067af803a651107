"""The SQL Server probe by MS-TDS."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from leftopen.model.read_level import ReadLevel
from leftopen.probes.mssql import probe
from leftopen.wire.tds import PRELOGIN
from tests.scripted import Scripted, finish
from tests.wire.test_tds import answer


def test_it_says_the_version_and_never_logs_in() -> None:
    channel = Scripted([(PRELOGIN, answer())], level=ReadLevel.BANNER, piece=5)
    assert probe.recognises(answer())
    facts = probe.read(finish(probe.ask(channel, b"")))
    assert facts is not None
    assert (facts.product, facts.version) == ("Microsoft SQL Server", "16.0.1000")
    assert facts.cpe == ("cpe:/a:microsoft:sql_server:16.0.1000",)
    assert channel.heard == [PRELOGIN]


@pytest.mark.parametrize("first", [b"", PRELOGIN, answer()[:-1], b"HTTP/1.1 400 Bad Request\r\n\r\n"])
def test_it_leaves_other_protocols_alone(first: bytes) -> None:
    assert not probe.recognises(first)
    assert probe.read(first) is None


@given(st.binary(max_size=80))
def test_any_bytes_are_facts_or_none(raw: bytes) -> None:
    assert probe.recognises(raw) == (probe.read(raw) is not None)
