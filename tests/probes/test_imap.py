"""The IMAP probe against recorded shapes."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from leftopen.model.read_level import ReadLevel
from leftopen.probes.imap import RULES, probe
from leftopen.wire.fingerprint import FingerprintRule, name
from tests.scripted import Scripted, finish

DOVECOT = b"* OK [CAPABILITY IMAP4rev1 ID STARTTLS LOGINDISABLED] Dovecot ready.\r\n"
PLAIN = b"* OK mail.unit.example Cyrus IMAP v3.6.1-Debian server ready\r\n"
LOGOUT = (b"L4 LOGOUT\r\n", b"* BYE\r\nL4 OK\r\n")


def test_capabilities_id_and_the_certificate_are_asked_for_and_nothing_else() -> None:
    script = [
        (b"L1 CAPABILITY\r\n", b"* CAPABILITY IMAP4rev1 ID STARTTLS\r\nL1 OK done\r\n"),
        (b"L2 ID NIL\r\n", b'* ID ("name" "Cyrus IMAPD" "version" "3.6.1")\r\nL2 OK done\r\n'),
        (b"L3 STARTTLS\r\n", b"L3 OK begin\r\n"),
        LOGOUT,
    ]
    channel = Scripted(script, banner=PLAIN, budget=4, piece=13)
    facts = probe.read(finish(probe.ask(channel, PLAIN)))
    assert channel.in_tls
    assert facts is not None
    assert (facts.product, facts.version) == ("Cyrus imapd", "3.6.1-Debian")
    assert facts.hostnames == ("mail.unit.example",)
    assert facts.tags == ("starttls",)
    assert facts.blocks == {"imap": {"greeting": "OK", "capabilities": ["ID", "IMAP4REV1", "STARTTLS"]}}


def test_what_the_greeting_names_is_not_asked_again_and_a_refusal_of_tls_is_taken() -> None:
    channel = Scripted([(b"L3 STARTTLS\r\n", b"L3 NO\r\n"), LOGOUT], banner=DOVECOT, level=ReadLevel.BANNER)
    facts = probe.read(finish(probe.ask(channel, DOVECOT)))
    assert not channel.in_tls
    assert facts is not None
    assert facts.product == "Dovecot imapd"


def test_a_version_is_taken_from_id_where_the_greeting_hides_it() -> None:
    facts = probe.read(DOVECOT + b'* ID ("name" "Dovecot" "version" "2.3.19")\r\nL2 OK\r\n')
    assert facts is not None
    assert (facts.product, facts.version) == ("Dovecot imapd", "2.3.19")


def test_a_server_that_hangs_up_is_left_alone() -> None:
    bye = b"* BYE too many connections\r\n"
    channel = Scripted(banner=bye, budget=0)
    facts = probe.read(finish(probe.ask(channel, bye)))
    assert facts is not None
    assert facts.blocks["imap"] == {"greeting": "BYE", "capabilities": []}


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: f"{rule.product} by {rule.on}")
def test_a_rule_takes_its_example(rule: FingerprintRule) -> None:
    named = name(RULES, {rule.on: rule.example})
    assert (named.product, named.version) == (rule.product, rule.version)


@pytest.mark.parametrize(
    "first", [b"", b"+OK ready\r\n", b"220 ESMTP\r\n", b"* 1 EXISTS\r\n", b"HTTP/1.1 200 OK\r\n", b"*1\r\n"]
)
def test_it_leaves_other_protocols_alone(first: bytes) -> None:
    assert not probe.recognises(first)
    assert probe.read(first) is None


@given(st.binary(max_size=300))
def test_any_bytes_are_facts_or_none(raw: bytes) -> None:
    probe.recognises(raw)
    for made in (raw, b"* OK " + raw, DOVECOT + b"* ID (" + raw + b"\r\n"):
        facts = probe.read(made)
        assert facts is None or len(facts.hostnames) <= 1
