"""The TLS probe on records made by hand."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from leftopen.formats import certificate
from leftopen.probes.tls import probe
from leftopen.wire import tls
from tests.scripted import Scripted, finish
from tests.wire.certificates import made

CERT = made("mail.unit.example")


def sized(body: bytes, width: int) -> bytes:
    return len(body).to_bytes(width, "big") + body


def turn(certificates: bytes) -> bytes:
    hello = b"\x02" + sized(b"\x03\x03" + bytes(32) + b"\x00" + b"\xc0\x2b" + b"\x00", 3)
    shown = b"\x0b" + sized(sized(certificates, 3), 3)
    return b"\x16\x03\x03" + sized(hello + shown + b"\x0e\x00\x00\x00", 2)


def test_the_certificate_is_read_whatever_is_wrong_with_it() -> None:
    channel = Scripted([(tls.client_hello(), turn(sized(CERT, 3)))], piece=100)
    facts = probe.read(finish(probe.ask(channel, b"")))
    assert facts is not None
    assert facts.identity == certificate.identity(CERT)
    assert facts.hostnames == ("mail.unit.example",)
    assert facts.tags == ("self-signed",)
    block = facts.blocks["ssl"]
    assert isinstance(block, dict)
    assert block["cipher"] == {"name": "ECDHE-ECDSA-AES128-GCM-SHA256", "version": "TLSv1.2", "bits": 128}


def test_an_alert_is_still_tls() -> None:
    alert = b"\x15\x03\x01\x00\x02\x02\x46"
    assert probe.recognises(alert)
    facts = probe.read(alert)
    assert facts is not None
    assert facts.blocks == {"ssl": {"versions": [], "chain_sha256": [], "alert": 70}}


def test_a_complaint_about_plain_http_means_tls() -> None:
    assert probe.recognises(
        b"HTTP/1.0 400 Bad Request\r\n\r\nClient sent an HTTP request to an HTTPS server.\n"
    )
    assert not probe.recognises(b"HTTP/1.0 400 Bad Request\r\n\r\n")


@given(st.binary(max_size=300))
def test_any_bytes_are_facts_or_none(raw: bytes) -> None:
    probe.recognises(raw)
    probe.read(raw)
    assert probe.read(turn(raw)) is not None
    assert probe.read(turn(sized(raw, 3))) is not None
