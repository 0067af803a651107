"""The MySQL probe against recorded shapes."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from leftopen.model.read_level import ReadLevel
from leftopen.probes.mysql import probe
from leftopen.wire import mysql
from tests.scripted import Scripted, finish
from tests.wire.mysql_said import error, greeting, packet

CLEAR = greeting("8.0.36-28", capabilities=0x0008_8208, plugin="caching_sha2_password")
AWAY = error(1130, "Host '192.0.2.7' is not allowed to connect to this MariaDB server")


@pytest.mark.parametrize(
    "first", [greeting(), CLEAR, AWAY, error(1040, "Too many connections", state="08004")]
)
def test_it_recognises_mysql_by_its_greeting_or_its_refusal(first: bytes) -> None:
    assert probe.recognises(first)


@pytest.mark.parametrize(
    "first",
    [b"", b"220 mail ESMTP\r\n", b"SSH-2.0-x\r\n", error(1045, "Access denied"), packet(b"\x09" + b"x" * 40)],
)
def test_it_leaves_other_protocols_alone(first: bytes) -> None:
    assert not probe.recognises(first)


def test_tls_is_asked_for_where_it_is_offered_and_nobody_is_named() -> None:
    channel = Scripted(
        [(mysql.ssl_request(0x81FF_FFFE), b"")], banner=greeting(), piece=9, budget=1, level=ReadLevel.BANNER
    )
    facts = probe.read(finish(probe.ask(channel, greeting())))
    assert channel.in_tls
    assert facts is not None
    assert (facts.product, facts.version, facts.tags) == ("MariaDB", "11.8.9", ("database", "starttls"))
    assert facts.cpe == ("cpe:/a:mariadb:mariadb:11.8.9",)


def test_without_tls_it_only_listens() -> None:
    channel = Scripted(banner=CLEAR, level=ReadLevel.BANNER)
    facts = probe.read(finish(probe.ask(channel, CLEAR)))
    assert channel.requests == 0
    assert not channel.in_tls
    assert facts is not None
    assert (facts.product, facts.version) == ("Percona Server for MySQL", "8.0.36")
    assert facts.blocks["mysql"] == {
        "protocol": 10,
        "version": "8.0.36-28",
        "capabilities": 0x0008_8208,
        "features": ["connect_with_db", "protocol_41", "secure_connection", "plugin_auth"],
        "charset": 45,
        "authentication": "caching_sha2_password",
    }


def test_what_differs_at_every_look_is_not_kept() -> None:
    facts = probe.read(greeting())
    assert facts is not None
    assert b"SALT" not in facts.data
    assert b"PEPPER" not in facts.data


def test_who_is_turned_away_hears_no_address_repeated() -> None:
    facts = probe.read(AWAY)
    assert facts is not None
    assert (facts.product, facts.version, facts.info) == ("MariaDB", "", "does not allow this address")
    assert "192.0.2.7" not in str(facts)


@pytest.mark.hostile("H22")
def test_a_greeting_cut_after_any_byte_is_none_and_ends_the_talk() -> None:
    whole = greeting()
    for cut in range(len(whole)):
        channel = Scripted(banner=whole[:cut])
        assert probe.read(finish(probe.ask(channel, b""))) is None
        assert channel.requests == 0


@given(st.binary(max_size=200))
def test_any_bytes_are_facts_or_none(raw: bytes) -> None:
    for made in (raw, packet(raw), packet(b"\x0a8.0.1\0" + raw), packet(b"\xff\x6a\x04" + raw)):
        probe.recognises(made)
        probe.read(made)
