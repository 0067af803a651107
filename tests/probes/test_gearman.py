"""The Gearman probe against what 1.1.21 said."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from leftopen import catalogue
from leftopen.model.read_level import ReadLevel
from tests.scripted import Scripted, finish

probe = catalogue.probes()["gearman"]
UNKNOWN = b"ERR UNKNOWN_COMMAND Unknown+server+command"


@pytest.mark.parametrize("first", [b"OK 1.1.21+ds\n", UNKNOWN + b"GET\r\n"])
def test_it_recognises_its_answer_to_anybodys_opener(first: bytes) -> None:
    assert probe.recognises(first)


@pytest.mark.parametrize(
    "first", [b"", b"OK\r\n", b"ERROR\r\n", b"ERR unknown command\r\n", b"OK MPD 0.24.0\n", b"VERSION 1\r\n"]
)
def test_it_leaves_other_protocols_alone(first: bytes) -> None:
    assert not probe.recognises(first)


def test_the_version_is_asked_for_at_the_banner_level() -> None:
    channel = Scripted([(b"version\r\n", b"OK 1.1.21+ds\n")], level=ReadLevel.BANNER)
    facts = probe.read(finish(probe.ask(channel, UNKNOWN)))
    assert facts is not None
    assert (facts.product, facts.version, facts.data) == ("Gearman", "1.1.21+ds", b"OK 1.1.21+ds\n")
    assert facts.cpe == ("cpe:/a:gearman:gearmand:1.1.21",)


@pytest.mark.parametrize(
    ("raw", "version"),
    [
        (b"OK 0.14\r\n", "0.14"),
        (b"OK 3.0\r\n---", "3.0"),
        (b"OK 1.1.21", None),
        (b"OK\r\n", None),
        (b"OK ready\n", None),
        (b"OK 1.\x1b[2J\n", None),
        (b"OK " + b"1" * 60 + b"\n", None),
    ],
)
def test_a_version_is_a_whole_line_with_a_number(raw: bytes, version: str | None) -> None:
    facts = probe.read(raw)
    assert (facts.version if facts else None) == version


def test_its_error_alone_is_not_enough() -> None:
    assert probe.read(UNKNOWN + b"GET\r\n") is None


@given(st.binary(max_size=300))
def test_any_bytes_are_facts_or_none(raw: bytes) -> None:
    probe.recognises(raw)
    probe.read(raw)
    probe.read(b"OK 1" + raw)
