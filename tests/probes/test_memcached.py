"""The memcached probe against recorded shapes."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from leftopen import catalogue
from leftopen.model.read_level import ReadLevel
from tests.scripted import Scripted, finish

probe = catalogue.probes()["memcached"]
REFUSED = b"CLIENT_ERROR unauthenticated\r\n"


@pytest.mark.parametrize("first", [b"VERSION 1.6.38\r\n", b"ERROR\r\n", b"ERROR\r\nERROR\r\n", REFUSED])
def test_it_recognises_memcached_by_answers_to_anybodys_opener(first: bytes) -> None:
    assert probe.recognises(first)


@pytest.mark.parametrize(
    "first", [b"", b"ERR\r\n", b"-ERR unknown command 'version'\r\n", b"HTTP/1.1 400\r\n", b"VERSION\r\n"]
)
def test_it_leaves_other_protocols_alone(first: bytes) -> None:
    assert not probe.recognises(first)


def test_the_version_is_asked_for_at_the_banner_level() -> None:
    channel = Scripted([(b"version\r\n", b"VERSION 1.6.38\r\n")], level=ReadLevel.BANNER, piece=3)
    facts = probe.read(finish(probe.ask(channel, b"ERROR\r\n")))
    assert facts is not None
    assert (facts.product, facts.version, facts.data) == ("memcached", "1.6.38", b"VERSION 1.6.38\r\n")
    assert facts.cpe == ("cpe:/a:memcached:memcached:1.6.38",)


@pytest.mark.parametrize(
    ("raw", "version"),
    [
        (b"VERSION 1.5.0 DF\r\n", "1.5.0"),
        (b"VERSION 1.6.38", None),
        (b"VERSION x\r\n", None),
        (b"VERSION \r\n", None),
        (b"VERSION 1.\x1b[2J\r\n", None),
        (b"VERSION " + b"1" * 60 + b"\r\n", None),
        (b"version 1.6.38\r\n", None),
    ],
)
def test_a_version_is_a_whole_line_with_a_number(raw: bytes, version: str | None) -> None:
    facts = probe.read(raw)
    assert (facts.version if facts else None) == version


def test_a_refusal_names_it_without_a_version() -> None:
    facts = probe.read(REFUSED)
    assert facts is not None
    assert (facts.version, facts.cpe) == ("", ())
    assert facts.blocks == {"memcached": {"refused": "unauthenticated"}}


def test_a_bare_error_is_not_enough() -> None:
    assert probe.read(b"ERROR\r\n") is None


@given(st.binary(max_size=300))
def test_any_bytes_are_facts_or_none(raw: bytes) -> None:
    probe.recognises(raw)
    probe.read(raw)
    probe.read(b"VERSION 1" + raw)
