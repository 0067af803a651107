"""The DNS probe on real shapes."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from leftopen.model.read_level import ReadLevel
from leftopen.probes import dns as module
from leftopen.probes.dns import ABOUT, HOST, OPENER, ROOT, VERSION, probe
from leftopen.wire import dns
from tests.scripted import Scripted, finish
from tests.wire.test_dns import message, record

REFUSED = message(number=ROOT, code=dns.REFUSED)


def answer(number: int, text: bytes) -> bytes:
    return message(record("version.bind", dns.TXT, bytes([len(text)]) + text), number=number)


@pytest.mark.parametrize("first", [REFUSED, message(number=ROOT, flags=0x80)])
def test_it_recognises_any_response_to_its_question(first: bytes) -> None:
    assert probe.recognises(first)


@pytest.mark.parametrize(
    "first", [b"", REFUSED[:-1], OPENER, message(number=9), b"HTTP/1.1 400 Bad Request\r\n\r\n"]
)
def test_it_leaves_other_protocols_alone(first: bytes) -> None:
    assert not probe.recognises(first)
    assert probe.read(first) is None


def test_a_server_says_its_program_and_its_name_in_any_order() -> None:
    about = answer(HOST, b"NS1.made-up.example") + answer(VERSION, b"9.20.30-1~deb13u1-Debian")
    channel = Scripted([(OPENER, REFUSED), (ABOUT, about)], level=ReadLevel.BANNER, piece=9)
    facts = probe.read(finish(probe.ask(channel, b"")))
    assert facts is not None
    assert (facts.product, facts.version, facts.hostnames) == ("BIND", "9.20.30", ("ns1.made-up.example",))
    assert facts.blocks == {"dns": {"recursive": False, "software": "9.20.30-1~deb13u1-Debian"}}


@pytest.mark.parametrize(
    ("text", "product", "version"),
    [
        (b"dnsmasq-2.91", "dnsmasq", "2.91"),
        (b"NSD 4.12.0", "NSD", "4.12.0"),
        (b"unbound 1.22.0", "Unbound", "1.22.0"),
        (b"Knot DNS 3.4.6", "Knot DNS", "3.4.6"),
        (b"PowerDNS Authoritative Server 4.9.4 (built x)", "PowerDNS", "4.9.4"),
        (b"go away", "", ""),
    ],
)
def test_each_program_is_named_by_its_own_text(text: bytes, product: str, version: str) -> None:
    facts = probe.read(REFUSED + answer(VERSION, text))
    assert facts is not None
    assert (facts.product, facts.version) == (product, version)


def test_a_refused_text_and_a_bare_host_say_nothing() -> None:
    facts = probe.read(REFUSED + message(number=VERSION, code=5) + answer(HOST, b"vm"))
    assert facts is not None
    assert (facts.product, facts.hostnames, facts.data) == ("", (), b"")


@given(st.binary(max_size=300))
def test_any_bytes_are_facts_or_none(raw: bytes) -> None:
    probe.recognises(raw)
    probe.read(raw)
    probe.read(REFUSED + raw)
    assert module.OPENER == OPENER
