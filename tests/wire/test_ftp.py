"""FTP's replies, features and ports."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from leftopen.wire import ftp
from tests.scripted import Scripted, finish

FEAT = (
    b"211-Features supported:\r\n EPRT\r\n MLST type*;size*;modify*;\r\n AUTH SSL\r\n AUTH TLS\r\n UTF8\r\n"
    b"211 End FEAT.\r\n"
)


def test_a_reply_of_many_lines_ends_with_its_own_code() -> None:
    raw = b"220-Welcome.\r\n530 is no end\r\n 220 nor this\r\n\r\n220 Ready\r\n331 Password?\r\n230-cut"
    greeting, asked = ftp.answers(raw)
    assert (greeting.code, greeting.lines) == (
        220,
        ("Welcome.", "530 is no end", "220 nor this", "", "Ready"),
    )
    assert (asked.code, asked.text) == (331, "Password?")
    assert ftp.last(raw).code == 331
    assert ftp.last(b"").code == 0


def test_one_reply_is_read_and_what_follows_is_left() -> None:
    channel = Scripted(banner=FEAT + b"215 UNIX Type: L8\r\n", piece=7)
    assert finish(ftp.answer(channel)) == FEAT


@pytest.mark.parametrize("flood", [b"SSH-2.0-x\r\n" * 5000, b"220-x\r\n" * 5000, b"2" * 90_000])
def test_what_never_ends_is_left_at_the_bounds(flood: bytes) -> None:
    assert len(finish(ftp.answer(Scripted(banner=flood)))) <= ftp.LARGEST + ftp.LONGEST_LINE


def test_features_are_named_in_capitals_with_their_parameters() -> None:
    features = ftp.features(ftp.answers(FEAT)[0])
    assert features == {"EPRT": "", "MLST": "type*;size*;modify*;", "AUTH": "SSL;TLS", "UTF8": ""}
    assert ftp.offers_tls(features)
    assert not ftp.offers_tls({"AUTH": "SSL"})
    assert not ftp.offers_tls({})
    assert ftp.offers_tls({"PBSZ": "", "PROT": ""})


@pytest.mark.parametrize(
    ("raw", "port"),
    [
        (b"229 Entering Extended Passive Mode (|||6446|)\r\n", 6446),
        (b"229 Entering (!!!6446!)\r\n", 6446),
        (b"227 Entering Passive Mode (10,0,0,1,25,46).\r\n", 25 * 256 + 46),
        (b"227 =192,0,2,1,0,21\r\n", 21),
        (b"229 Entering (|||0|)\r\n", None),
        (b"229 Entering (|||65536|)\r\n", None),
        (b"227 Entering (1,2,3,4,256,1)\r\n", None),
        (b"227 Entering (1,2,3,4,999,999)\r\n", None),
        (b"500 EPSV not understood\r\n", None),
        (b"", None),
    ],
)
def test_only_the_port_of_a_passive_answer_is_read(raw: bytes, port: int | None) -> None:
    assert ftp.data_port(raw) == port


@pytest.mark.parametrize(
    ("raw", "path"),
    [
        (b'257 "/" is the current directory\r\n', "/"),
        (b'257 "/pub/a ""b""" is it\r\n', '/pub/a "b"/'),
        (b'257 "pub" relative\r\n', ""),
        (b'250 "/" wrong code\r\n', ""),
        (b"257 none\r\n", ""),
    ],
)
def test_the_folder_is_read_out_of_its_quotes(raw: bytes, path: str) -> None:
    assert ftp.folder(ftp.answers(raw)[0]) == path


@pytest.mark.parametrize(
    ("line", "wanted"),
    [
        (b"530 Anonymous sessions must use encryption.\r\n", True),
        (b"550 SSL/TLS required on the control channel\r\n", True),
        (b"534 Policy requires SSL.\r\n", True),
        (b"530 Anonymous sessions may not use encryption.\r\n", False),
        (b"530 Login incorrect.\r\n", False),
        (b"331 Password for TLS\r\n", False),
    ],
)
def test_a_refusal_for_want_of_tls_is_told_from_one_of_the_user(line: bytes, wanted: bool) -> None:
    assert ftp.wants_tls(ftp.answers(line)[0]) is wanted


@pytest.mark.parametrize(
    ("first", "greets"),
    [
        (b"220 (vsFTPd 3.0.5)\r\n", True),
        (b"220-Welcome\r\n220 ready\r\n", True),
        (b"220 ProFTPD mail FTP\r\n", True),
        (b"421 FTP is full\r\n", True),
        (b"220 mail.unit.example ESMTP Postfix\r\n", False),
        (b"220 mail.unit.example ready\r\n", False),
        (b"200 news.example InterNetNews\r\n", False),
        (b"+OK\r\n", False),
        (b"", False),
    ],
)
def test_a_greeting_of_ftp_is_not_one_of_smtp(first: bytes, greets: bool) -> None:
    assert ftp.greets(first) is greets


@given(st.binary(max_size=400))
def test_any_bytes_are_replies_or_none(raw: bytes) -> None:
    for made in (raw, b"211-x\r\n" + raw + b"\r\n211 y\r\n", b"229 (" + raw + b")\r\n", b'257 "' + raw):
        for reply in ftp.answers(made):
            ftp.features(reply)
            ftp.folder(reply)
            ftp.wants_tls(reply)
        port = ftp.data_port(made)
        assert port is None or 0 < port < 65536
        ftp.greets(made)
        finish(ftp.answer(Scripted(banner=made)))
