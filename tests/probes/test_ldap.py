"""The LDAP probe against recorded shapes."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import pytest
from hypothesis import given
from hypothesis import strategies as st

from leftopen.model.read_level import ReadLevel
from leftopen.probes.ldap import OPENER, RULES, probe
from leftopen.wire import ber, ldap
from leftopen.wire.fingerprint import FingerprintRule, name
from tests.scripted import Scripted, finish


def entry(number: int, values: Mapping[str, Sequence[str]]) -> bytes:
    attributes = [
        ber.encode(
            ber.SEQUENCE,
            ber.octets(key.encode()),
            ber.encode(ber.SET, *(ber.octets(each.encode()) for each in found)),
        )
        for key, found in values.items()
    ]
    body = ber.encode(ldap.ENTRY, ber.octets(b""), ber.encode(ber.SEQUENCE, *attributes))
    return ber.encode(ber.SEQUENCE, ber.number(number), body)


def ended(number: int, result: int = 0, answer: str = "", kind: int = ldap.DONE) -> bytes:
    body = ber.number(result, ber.ENUMERATED) + ber.octets(b"") + ber.octets(answer.encode())
    return ber.encode(ber.SEQUENCE, ber.number(number), ber.encode(kind, body))


OPENLDAP = {
    "objectClass": ("top", "OpenLDAProotDSE"),
    "namingContexts": ("dc=made-up,dc=example",),
    "supportedLDAPVersion": ("3",),
}
WITH_TLS = {**OPENLDAP, "supportedExtension": (ldap.START_TLS,)}
AD = {
    "namingContexts": ("DC=made-up,DC=example", "CN=Configuration,DC=made-up,DC=example"),
    "supportedCapabilities": ("1.2.840.113556.1.4.800", "1.2.840.113556.1.4.1670"),
    "dnsHostName": ("DC1.made-up.example",),
}


def test_openldap_is_told_by_its_class() -> None:
    channel = Scripted([(OPENER, entry(1, OPENLDAP) + ended(1))], piece=10, level=ReadLevel.BANNER)
    facts = probe.read(finish(probe.ask(channel, b"")))
    assert facts is not None
    assert (facts.product, facts.tags) == ("OpenLDAP", ())
    assert facts.blocks == {
        "ldap": {"namingContexts": ["dc=made-up,dc=example"], "supportedLDAPVersion": ["3"]}
    }
    assert b"namingContexts: dc=made-up,dc=example" in facts.data


def test_active_directory_names_its_host() -> None:
    facts = probe.read(entry(1, AD) + ended(1))
    assert facts is not None
    assert facts.product == "Microsoft Active Directory"
    assert facts.hostnames == ("dc1.made-up.example",)


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.product)
def test_each_rule_takes_its_own_example(rule: FingerprintRule) -> None:
    named = name(RULES, {rule.on: rule.example})
    assert (named.product, named.version) == (rule.product, rule.version)


def test_starttls_is_taken_where_it_is_offered_and_granted() -> None:
    granted = ended(2, kind=ldap.EXTENDED_DONE)
    channel = Scripted([(OPENER, entry(1, WITH_TLS) + ended(1)), (ldap.start_tls(2), granted)])
    facts = probe.read(finish(probe.ask(channel, b"")))
    assert channel.in_tls
    assert facts is not None
    assert facts.tags == ("starttls",)


def test_starttls_that_is_refused_is_left_alone() -> None:
    refused = ended(2, 52, "TLS not available", ldap.EXTENDED_DONE)
    channel = Scripted([(OPENER, entry(1, WITH_TLS) + ended(1)), (ldap.start_tls(2), refused)])
    facts = probe.read(finish(probe.ask(channel, b"")))
    assert not channel.in_tls
    assert facts is not None
    assert facts.tags == ()


def test_a_server_that_asks_for_tls_first_is_asked_again_inside() -> None:
    script = [(OPENER, ended(1, 13, "TLS confidentiality required"))]
    script += [(ldap.start_tls(2), ended(2, kind=ldap.EXTENDED_DONE))]
    script += [(ldap.root(3), entry(3, OPENLDAP) + ended(3))]
    channel = Scripted(script)
    facts = probe.read(finish(probe.ask(channel, b"")))
    assert facts is not None
    assert (facts.product, channel.requests) == ("OpenLDAP", 3)
    assert "refused" not in str(facts.blocks)


def test_a_refusal_is_still_a_directory() -> None:
    facts = probe.read(ended(1, 53, "authentication required"))
    assert facts is not None
    assert facts.blocks == {"ldap": {"refused": 53}}
    assert facts.data == b"result: 53 authentication required"


@pytest.mark.parametrize(
    "first", [b"", b"HTTP/1.1 200 OK\r\n", b"+PONG\r\n", b"\x30\x80\x02\x01\x01", OPENER, b"\x30\x00"]
)
def test_it_leaves_other_protocols_alone(first: bytes) -> None:
    assert not probe.recognises(first)
    assert probe.read(first) is None


def test_escapes_in_an_attribute_are_shown_by_their_codes() -> None:
    facts = probe.read(entry(1, {"vendorName": ("a\x1b[31mb",)}))
    assert facts is not None
    assert b"\x1b" not in facts.data


@pytest.mark.hostile("H22")
def test_an_answer_cut_after_every_byte_is_facts_or_none() -> None:
    whole = entry(1, AD) + ended(1)
    for cut in range(len(whole)):
        facts = probe.read(whole[:cut])
        assert facts is None or facts.product in ("", "Microsoft Active Directory")


@given(st.binary(max_size=300))
def test_any_bytes_are_facts_or_none(raw: bytes) -> None:
    for made in (raw, entry(1, AD) + raw, entry(1, AD)[: len(raw)] + raw):
        probe.recognises(made)
        probe.read(made)
