"""The PostgreSQL probe against recorded shapes."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from leftopen.model.read_level import ReadLevel
from leftopen.probes.postgresql import probe
from leftopen.wire import postgresql
from tests.scripted import Scripted, finish
from tests.wire.pg_said import TRUST, error, message, span

SSL, VERSION = postgresql.SSL_REQUEST, postgresql.NO_VERSION


@pytest.mark.parametrize("first", [span(), error("57P03", "the database system is starting up")])
def test_it_recognises_postgresql_by_an_error_to_anybodys_opener(first: bytes) -> None:
    assert probe.recognises(first)


@pytest.mark.parametrize("first", [b"", b"S", b"N", b"ERROR\r\n", TRUST, b"E\0\0\0\x06x\0", b"EHLO"])
def test_it_leaves_other_protocols_alone(first: bytes) -> None:
    assert not probe.recognises(first)


def test_inside_tls_the_certificate_is_seen_and_the_error_is_asked_for() -> None:
    channel = Scripted([(SSL, b"S"), (VERSION, span())], level=ReadLevel.BANNER, piece=20, budget=2)
    facts = probe.read(finish(probe.ask(channel, b"")))
    assert channel.in_tls
    assert facts is not None
    assert (facts.product, facts.version) == ("PostgreSQL", "")
    assert facts.tags == ("database", "starttls")
    assert facts.data.startswith(b"0A000: unsupported frontend protocol 255.0")


def test_without_tls_it_goes_on_in_clear() -> None:
    channel = Scripted([(SSL, b"N"), (VERSION, span())], level=ReadLevel.BANNER)
    facts = probe.read(finish(probe.ask(channel, b"")))
    assert not channel.in_tls
    assert facts is not None
    assert facts.blocks["postgresql"] == {
        "code": "0A000",
        "error": "unsupported frontend protocol 255.0: server supports 3.0 to 3.0",
        "tls": False,
    }


@pytest.mark.parametrize("answer", [b"", b"E", b"H", b"\x15"])
def test_another_answer_about_tls_ends_the_talk(answer: bytes) -> None:
    channel = Scripted([(SSL, answer)])
    assert probe.read(finish(probe.ask(channel, b""))) is None
    assert channel.requests == 1


@pytest.mark.parametrize(
    ("raw", "info"),
    [
        (span("1.0 to 3.0", new=False), "release 9.5 or earlier (from its error format)"),
        (span("2.0 to 3.0"), "release 9.6 to 13 (from its error format)"),
        (span(), "release 14 to 16 (from its error format)"),
        (span(file="backend_startup.c"), "release 17 (from its error format)"),
        (span("3.0 to 3.2", file="backend_startup.c"), "release 18 or later (from its error format)"),
    ],
)
def test_the_form_of_the_answer_tells_the_releases_it_can_be(raw: bytes, info: str) -> None:
    facts = probe.read(raw)
    assert facts is not None
    assert (facts.product, facts.info) == ("PostgreSQL", info)


def test_who_only_speaks_its_protocol_is_not_called_so() -> None:
    facts = probe.read(error("08P01", "unknown protocol version", file="conn.go", routine="serve"))
    assert facts is not None
    assert (facts.product, facts.info) == ("", "speaks PostgreSQL's protocol")


@pytest.mark.hostile("H22")
def test_an_answer_cut_after_any_byte_is_none() -> None:
    whole = b"N" + span()
    assert all(probe.read(whole[:cut]) is None for cut in range(len(whole)))
    assert probe.read(whole) is not None


@given(st.binary(max_size=200))
def test_any_bytes_are_facts_or_none(raw: bytes) -> None:
    for made in (raw, b"S" + raw, message(b"E", raw), message(b"E", b"C28000\0M" + raw + b"\0\0")):
        probe.recognises(made)
        probe.read(made)
