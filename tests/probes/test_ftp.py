"""The FTP probe against recorded shapes."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from leftopen.probes.ftp import RULES, probe
from leftopen.wire.fingerprint import FingerprintRule, name
from tests.scripted import Scripted, finish

VSFTPD = b"220 (vsFTPd 3.0.5)\r\n"
FEAT = b"211-Features:\r\n EPRT\r\n MDTM\r\n REST STREAM\r\n211 End\r\n"
FEAT_TLS = b"211-Extensions supported:\r\n AUTH TLS\r\n MLST type*;size*;\r\n211 End.\r\n"
LOG_IN_FIRST = b"530 Please login with USER and PASS.\r\n"
QUIT = (b"QUIT\r\n", b"221 Bye\r\n")


def test_features_and_system_are_asked_for_without_a_log_in() -> None:
    script = [(b"FEAT\r\n", FEAT), (b"SYST\r\n", b"215 UNIX Type: L8\r\n"), QUIT]
    channel = Scripted(script, banner=VSFTPD, budget=4)
    facts = probe.read(finish(probe.ask(channel, VSFTPD)))
    assert facts is not None
    assert (facts.product, facts.version, facts.info) == ("vsftpd", "3.0.5", "UNIX Type: L8")
    assert facts.cpe == ("cpe:/a:vsftpd_project:vsftpd:3.0.5",)
    assert facts.blocks == {
        "ftp": {
            "features": {
                "EPRT": {"parameters": []},
                "MDTM": {"parameters": []},
                "REST": {"parameters": ["STREAM"]},
            }
        }
    }
    assert not channel.in_tls


def test_the_certificate_is_seen_where_tls_is_offered_and_no_more_is_asked() -> None:
    script = [(b"FEAT\r\n", FEAT_TLS), (b"SYST\r\n", LOG_IN_FIRST), (b"AUTH TLS\r\n", b"234 Go\r\n"), QUIT]
    channel = Scripted(script, banner=b"220-Welcome\r\n220 Files\r\n", budget=4)
    facts = probe.read(finish(probe.ask(channel, b"")))
    assert channel.in_tls
    assert facts is not None
    assert facts.tags == ("starttls",)


def test_tls_that_is_offered_and_not_granted_is_not_begun() -> None:
    script = [(b"FEAT\r\n", FEAT_TLS), (b"SYST\r\n", LOG_IN_FIRST), (b"AUTH TLS\r\n", b"502 No\r\n"), QUIT]
    channel = Scripted(script, banner=VSFTPD, budget=4)
    assert probe.read(finish(probe.ask(channel, b""))) is not None
    assert not channel.in_tls


def test_a_server_that_refuses_in_its_greeting_is_left_alone() -> None:
    channel = Scripted(banner=b"421 FTP: too many users\r\n")
    assert probe.read(finish(probe.ask(channel, b""))) is not None
    assert channel.requests == 0


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: f"{rule.product}-{rule.on}")
def test_a_rule_takes_its_example(rule: FingerprintRule) -> None:
    named = name(RULES, {rule.on: rule.example})
    assert (named.product, named.version) == (rule.product, rule.version)


@pytest.mark.parametrize(
    "raw",
    [
        b"220 mail.unit.example ESMTP Postfix\r\n250 x\r\n",
        b"220 dict.unit.example dictd 1.13.0 <auth.mime>\r\n500 unknown command\r\n",
        b"220 Hello\r\n250 I say yes\r\n250 to everything\r\n",
        b"220 Hello\r\n211-One\r\n Two\r\n211 Three\r\n",
        b"421 Service not available\r\n",
        b"HTTP/1.1 200 OK\r\n\r\n",
        b"",
    ],
)
def test_a_greeting_alone_is_no_proof(raw: bytes) -> None:
    assert probe.read(raw) is None


def test_a_greeting_without_the_word_is_told_by_the_features() -> None:
    facts = probe.read(b"220 Hello\r\n" + FEAT + LOG_IN_FIRST)
    assert facts is not None
    assert facts.product == "vsftpd"


@given(st.binary(max_size=300))
def test_any_bytes_are_facts_or_none(raw: bytes) -> None:
    probe.read(raw)
    probe.recognises(raw)
    assert probe.read(VSFTPD + raw) is not None
    probe.read(VSFTPD + b"211-x\r\n" + raw + b"\r\n211 y\r\n")
    channel = Scripted([(None, raw)] * 4, banner=b"220 FTP\r\n", budget=4)
    finish(probe.ask(channel, b""))
