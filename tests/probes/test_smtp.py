"""The SMTP probe against recorded shapes."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from leftopen.probes.smtp import RULES, probe
from leftopen.wire.fingerprint import FingerprintRule, name
from tests.scripted import Scripted, finish

SENDRIA = b"220 127.0.0.1 ESMTP Sendria (https://github.com/msztolcman/sendria)\r\n"
EHLO = b"250-mail.unit.example\r\n250-SIZE 33554432\r\n250-STARTTLS\r\n250 HELP\r\n"
HELLO, STARTTLS, QUIT = b"EHLO leftopen.invalid\r\n", b"STARTTLS\r\n", b"QUIT\r\n"


def test_greeting_and_features_are_read_and_no_mail_is_named() -> None:
    channel = Scripted(
        [(HELLO, EHLO), (STARTTLS, b"220 Ready to start TLS\r\n"), (QUIT, b"")], banner=SENDRIA, budget=3
    )
    facts = probe.read(finish(probe.ask(channel, SENDRIA)))
    assert facts is not None
    assert facts.product == "Sendria"
    assert facts.tags == ("starttls",)
    assert facts.blocks == {
        "smtp": {"code": 220, "features": {"SIZE": "33554432", "STARTTLS": "", "HELP": ""}}
    }


def test_where_tls_is_granted_it_is_begun_for_the_certificate() -> None:
    script = [(HELLO, EHLO), (STARTTLS, b"220-Ready\r\n220 to start TLS\r\n"), (QUIT, b"")]
    channel = Scripted(script, banner=SENDRIA)
    finish(probe.ask(channel, SENDRIA))
    assert channel.in_tls


@pytest.mark.parametrize("answer", [b"454 TLS not available\r\n", b"501 what\r\n", b""])
def test_where_tls_is_refused_the_talk_ends_in_the_clear(answer: bytes) -> None:
    channel = Scripted([(HELLO, EHLO), (STARTTLS, answer), (QUIT, b"")], banner=SENDRIA)
    assert probe.read(finish(probe.ask(channel, SENDRIA))) is not None
    assert not channel.in_tls


@pytest.mark.parametrize(
    "ehlo", [b"250-vm\r\n250 SIZE 1\r\n", b"502 STARTTLS\r\n", b"500-x\r\n500 STARTTLS\r\n"]
)
def test_where_tls_is_not_offered_it_is_not_asked_for(ehlo: bytes) -> None:
    channel = Scripted([(HELLO, ehlo), (QUIT, b"")], banner=SENDRIA, budget=2)
    finish(probe.ask(channel, SENDRIA))
    assert not channel.in_tls


def test_a_server_that_refuses_at_once_is_left_alone() -> None:
    channel = Scripted(banner=b"554 mail.unit.example ESMTP not accepting messages\r\n")
    facts = probe.read(finish(probe.ask(channel, b"")))
    assert facts is not None
    assert facts.hostnames == ("mail.unit.example",)
    assert channel.requests == 0


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.product)
def test_a_rule_takes_its_example(rule: FingerprintRule) -> None:
    named = name(RULES, {"banner": rule.example})
    assert (named.product, named.version) == (rule.product, rule.version)


@pytest.mark.parametrize(
    "first", [b"", b"220 (vsFTPd 3.0.5)\r\n", b"220 ProFTPD mail FTP\r\n", b"HTTP/1.1 200 SMTP\r\n"]
)
def test_ftp_and_others_are_not_smtp(first: bytes) -> None:
    assert not probe.recognises(first)


@given(st.binary(max_size=300))
def test_any_bytes_are_facts_or_none(raw: bytes) -> None:
    probe.read(raw)
    probe.read(SENDRIA + raw)
    assert probe.read(SENDRIA + b"250-x\r\n250-" + raw.replace(b"\n", b"") + b"\r\n250 y\r\n") is not None
