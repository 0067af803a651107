"""The POP3 probe against recorded shapes."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from leftopen.probes.pop3 import RULES, probe
from leftopen.wire.fingerprint import FingerprintRule, name
from tests.scripted import Scripted, finish

GREETING = b"+OK Dovecot ready.\r\n"
CAPA = b"+OK\r\nSTLS\r\nSASL PLAIN\r\n.\r\n"


def test_what_is_offered_and_the_certificate_are_asked_for_and_nothing_else() -> None:
    script = [(b"CAPA\r\n", CAPA), (b"STLS\r\n", b"+OK begin\r\n"), (b"QUIT\r\n", b"")]
    channel = Scripted(script, banner=GREETING, budget=3, piece=5)
    facts = probe.read(finish(probe.ask(channel, GREETING)))
    assert channel.in_tls
    assert facts is not None
    assert (facts.product, facts.tags) == ("Dovecot pop3d", ("starttls",))
    assert facts.blocks == {"pop3": {"capabilities": {"STLS": "", "SASL": "PLAIN"}}}


@pytest.mark.parametrize("answers", [(b"-ERR what\r\n",), (b"+OK\r\nUSER\r\n.\r\n",), (CAPA, b"-ERR no\r\n")])
def test_where_tls_is_not_granted_the_talk_ends_in_the_clear(answers: tuple[bytes, ...]) -> None:
    script = list(zip((b"CAPA\r\n", b"STLS\r\n"), answers, strict=False))
    channel = Scripted([*script, (b"QUIT\r\n", b"")], banner=GREETING, budget=3)
    assert probe.read(finish(probe.ask(channel, GREETING))) is not None
    assert not channel.in_tls


def test_a_greeting_with_the_answer_to_somebodys_opener_behind_it_is_recognised() -> None:
    assert probe.recognises(GREETING + b"-ERR Unknown command.\r\n")


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.product)
def test_a_rule_takes_its_example(rule: FingerprintRule) -> None:
    named = name(RULES, {"greeting": rule.example})
    assert (named.product, named.version) == (rule.product, rule.version)


@pytest.mark.parametrize(
    "first",
    [b"", b"+OK\r\n", b"+OK ready", b"+PONG\r\n", b"-ERR no\r\n", b"* OK ready\r\n", b"220 ready\r\n"],
)
def test_it_leaves_other_protocols_alone(first: bytes) -> None:
    assert not probe.recognises(first)
    assert probe.read(first) is None


@given(st.binary(max_size=300))
def test_any_bytes_are_facts_or_none(raw: bytes) -> None:
    for made in (raw, GREETING + raw, GREETING + b"+OK\r\n" + raw):
        probe.recognises(made)
        probe.read(made)
