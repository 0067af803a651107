"""MySQL's greeting on real shapes and on any bytes."""

from __future__ import annotations

import struct

import pytest
from hypothesis import given
from hypothesis import strategies as st

from leftopen.wire import mysql
from tests.wire.mysql_said import error, greeting, packet


def test_a_greeting_names_version_abilities_and_the_way_to_log_in() -> None:
    found = mysql.greeting(greeting())
    assert found is not None
    assert found.version == "11.8.9-MariaDB-0+deb13u1 from Debian"
    assert (found.tls, found.charset, found.plugin) == (True, 45, "mysql_native_password")
    assert found.capabilities == 0x81FF_FFFE
    assert "SALT" not in str(found)


def test_an_old_greeting_ends_after_its_first_abilities() -> None:
    found = mysql.greeting(packet(b"\x0a4.1.22\0" + b"\0" * 4 + b"saltsalt\0" + b"\x2c\xa2"))
    assert found is not None
    assert (found.version, found.capabilities, found.tls, found.plugin) == ("4.1.22", 0xA22C, False, "")


@pytest.mark.hostile("H22")
@pytest.mark.parametrize("whole", [greeting(), error(1130, "Host '127.0.0.1' is not allowed to connect")])
def test_a_packet_cut_after_any_byte_is_waited_for_and_is_nothing(whole: bytes) -> None:
    for cut in range(len(whole)):
        assert mysql.greeting(whole[:cut]) is None
        assert mysql.refusal(whole[:cut]) is None
        assert 0 < mysql.needed(whole[:cut]) <= len(whole) - cut
    assert mysql.needed(whole) == 0


def test_a_lie_about_the_length_is_no_packet() -> None:
    for lie in (b"\xff\xff\xff\0", b"\0\0\0\0", b"\x01\x10\0\0"):
        assert mysql.needed(lie) == 0
        assert mysql.greeting(lie + greeting()[4:]) is None


@pytest.mark.parametrize(
    ("raw", "code"),
    [
        (error(1130, "Host 'a' is not allowed to connect to this MariaDB server"), 1130),
        (error(1040, "Too many connections", state="08004"), 1040),
        (error(7, "text"), None),
        (error(1130, ""), None),
        (error(1130, "bell\x07 and more"), None),
        (greeting(), None),
    ],
)
def test_an_error_has_a_code_and_a_text(raw: bytes, code: int | None) -> None:
    refusal = mysql.refusal(raw)
    assert (refusal.code if refusal else None) == code


def test_the_state_before_an_errors_text_is_left_out() -> None:
    refusal = mysql.refusal(error(1040, "Too many connections", state="08004"))
    assert refusal is not None
    assert refusal.text == "Too many connections"


@pytest.mark.parametrize(
    ("version", "product", "number"),
    [
        ("11.8.9-MariaDB-0+deb13u1 from Debian", "MariaDB", "11.8.9"),
        ("5.5.5-10.4.12-MariaDB-log", "MariaDB", "10.4.12"),
        ("5.5.68-MariaDB", "MariaDB", "5.5.68"),
        ("8.0.36", "MySQL", "8.0.36"),
        ("8.0.36-0ubuntu0.22.04.1", "MySQL", "8.0.36"),
        ("5.7.44-log", "MySQL", "5.7.44"),
        ("5.5.62-0+deb8u1", "MySQL", "5.5.62"),
        ("5.1.49-3", "MySQL", "5.1.49"),
        ("8.0.36-28", "Percona Server for MySQL", "8.0.36"),
        ("5.7.44-48-log", "Percona Server for MySQL", "5.7.44"),
        ("5.6.51-91.0", "Percona Server for MySQL", "5.6.51"),
        ("5.7.25-TiDB-v6.1.0", "TiDB", "6.1.0"),
        ("9", "MySQL", ""),
    ],
)
def test_a_version_tells_whose_server_it_is(version: str, product: str, number: str) -> None:
    assert mysql.product(version) == (product, number)


def test_the_request_for_tls_names_nobody_and_wants_what_is_offered() -> None:
    asked = mysql.ssl_request(0x0000_0A00)
    assert (len(asked), asked[:4]) == (36, b"\x20\0\0\x01")
    assert struct.unpack_from("<I", asked, 4)[0] == 0x0A00
    assert asked[13:] == b"\0" * 23


@given(st.binary(max_size=200), st.integers(0, 60))
def test_no_bytes_make_it_raise(raw: bytes, place: int) -> None:
    whole = greeting()
    for made in (raw, packet(raw), packet(b"\x0a8.0.1\0" + raw), packet(b"\xff" + raw), whole[:place] + raw):
        found = mysql.greeting(made)
        mysql.refusal(made)
        assert 0 <= mysql.needed(made) <= mysql.LARGEST + 4
        if found is not None:
            mysql.product(found.version)
            mysql.ssl_request(found.capabilities)
