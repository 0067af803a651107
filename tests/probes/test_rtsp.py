"""The RTSP probe by RFC 2326."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from leftopen.model.read_level import ReadLevel
from leftopen.probes.rtsp import probe
from leftopen.wire import rtsp
from tests.scripted import Scripted, finish
from tests.servers.programs.sim_camera import METHODS, response

LISTED = response(b"200 OK", METHODS + b"Server: made up/1.0\r\nDate: now\r\n", b"1")
WRONG = response(b"400 Bad Request", b"", b"0")


@pytest.mark.parametrize("first", [LISTED, WRONG])
def test_it_recognises_its_answer_to_anybodys_opener(first: bytes) -> None:
    assert probe.recognises(first)


@pytest.mark.parametrize("first", [b"", b"RTSP/1.0 200 OK\r\n", b"HTTP/1.0 400 Bad Request\r\n\r\n"])
def test_it_leaves_other_protocols_alone(first: bytes) -> None:
    assert not probe.recognises(first)
    assert probe.read(first) is None


def test_it_says_the_server_and_its_methods() -> None:
    channel = Scripted([(rtsp.OPTIONS, LISTED)], level=ReadLevel.BANNER, piece=20)
    facts = probe.read(finish(probe.ask(channel, b"")))
    assert facts is not None
    assert (facts.product, facts.info) == ("RTSP", "made up/1.0")
    block = facts.blocks["rtsp"]
    assert isinstance(block, dict)
    assert block["methods"] == ["OPTIONS", "DESCRIBE", "SETUP", "TEARDOWN", "PLAY"]
    assert b"Date" not in facts.data


@given(st.binary(max_size=100))
def test_any_bytes_are_facts_or_none(raw: bytes) -> None:
    probe.recognises(raw)
    probe.read(raw)
    probe.read(LISTED[:40] + raw)
