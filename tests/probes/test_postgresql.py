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

SSL, GSSAPI = postgresql.SSL_REQUEST, postgresql.GSSENC_REQUEST


@pytest.mark.parametrize("first", [span(), error("57P03", "the database system is starting up")])
def test_it_recognises_postgresql_by_an_error_to_anybodys_opener(first: bytes) -> None:
    assert probe.recognises(first)


@pytest.mark.parametrize("first", [b"", b"S", b"N", b"ERROR\r\n", TRUST, b"E\0\0\0\x06x\0", b"EHLO"])
def test_it_leaves_other_protocols_alone(first: bytes) -> None:
    assert not probe.recognises(first)


def test_tls_is_asked_for_and_no_more_than_the_handshake() -> None:
    channel = Scripted([(SSL, b"S")], level=ReadLevel.BANNER, budget=1)
    facts = probe.read(finish(probe.ask(channel, b"S")))
    assert channel.in_tls
    assert facts is not None
    assert (facts.product, facts.version) == ("PostgreSQL", "")
    assert facts.tags == ("database", "starttls")
    assert facts.blocks["postgresql"] == {"tls": True}


@pytest.mark.parametrize("letter", [b"N", b"G"])
def test_without_tls_the_other_encryption_is_the_second_sign(letter: bytes) -> None:
    channel = Scripted([(SSL, b"N"), (GSSAPI, letter)], level=ReadLevel.BANNER, budget=2)
    facts = probe.read(finish(probe.ask(channel, b"N")))
    assert not channel.in_tls
    assert facts is not None
    assert (facts.product, facts.info) == ("PostgreSQL", "or a server with its protocol")
    assert facts.blocks["postgresql"] == {"tls": False}


def test_an_older_release_names_the_versions_that_it_has() -> None:
    channel = Scripted([(SSL, b"N"), (GSSAPI, span())], level=ReadLevel.BANNER, piece=7)
    facts = probe.read(finish(probe.ask(channel, b"N")))
    assert facts is not None
    assert facts.blocks["postgresql"] == {
        "code": "0A000",
        "error": "unsupported frontend protocol 1234.5680: server supports 1.0 to 3.0",
        "tls": False,
    }


def test_one_letter_alone_tells_the_protocol_and_no_product() -> None:
    """A handshake that fails, and a server that closes at the second request."""
    channel = Scripted([(SSL, b"N"), (GSSAPI, b"")], level=ReadLevel.BANNER)
    for raw in (b"S", b"N", finish(probe.ask(channel, b"N"))):
        facts = probe.read(raw)
        assert facts is not None
        assert (facts.product, facts.info) == ("", "speaks PostgreSQL's protocol")


@pytest.mark.parametrize("answer", [b"", b"E", b"H", b"\x15"])
def test_another_answer_about_tls_ends_the_talk(answer: bytes) -> None:
    channel = Scripted([(SSL, answer)])
    assert probe.read(finish(probe.ask(channel, b""))) is None
    assert channel.requests == 1


@pytest.mark.parametrize("more", [b"X", b"\x15", b"NN", b"NO\r\n", b"\x16\x03"])
def test_another_second_answer_is_another_protocol(more: bytes) -> None:
    assert probe.read(b"N" + more) is None
    assert probe.read(b"S" + more[:1] * 2) is None


@pytest.mark.parametrize(
    ("raw", "info"),
    [
        (span("1.0 to 3.0", new=False), "release 9.5 or earlier (from its error format)"),
        (span("2.0 to 3.0"), "release 9.6 to 11 (from its error format)"),
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
    assert all(probe.read(whole[:cut]) is None for cut in (0, *range(2, len(whole))))
    assert probe.read(whole) is not None


@given(st.binary(max_size=200))
def test_any_bytes_are_facts_or_none(raw: bytes) -> None:
    for made in (raw, b"S" + raw, message(b"E", raw), message(b"E", b"C28000\0M" + raw + b"\0\0")):
        probe.recognises(made)
        probe.read(made)
