"""Certificates whole, expired, renewed and broken."""

from __future__ import annotations

import time
from datetime import UTC, datetime

import pytest
from cryptography.hazmat.primitives.asymmetric import ec
from hypothesis import given
from hypothesis import strategies as st

from leftopen.formats import certificate
from tests.wire.certificates import made


def test_the_block_has_shodans_fields() -> None:
    block = certificate.block(made("mail.unit.example"), now=datetime(2026, 1, 1, tzinfo=UTC))
    assert block["subject"] == {"CN": "mail.unit.example", "O": "Unit"}
    assert (block["issued"], block["expires"], block["expired"]) == (
        "20150101000000Z",
        "20230220000000Z",
        True,
    )
    assert block["pubkey"] == {"type": "ecdsa", "bits": 256}
    assert (block["serial"], block["version"], block["sig_alg"]) == (7, 2, "ecdsa-with-SHA256")
    assert block["extensions"] == [
        {"name": "subjectAltName", "critical": False, "data": "DNS:mail.unit.example"}
    ]
    assert "malformed" not in block


def test_without_a_clock_nothing_is_said_about_expiry() -> None:
    assert "expired" not in certificate.block(made())


def test_the_identity_outlives_a_renewal_and_changes_with_the_key() -> None:
    first, renewed = made(serial=1), made("more.unit.example", serial=2)
    other = made(key=ec.derive_private_key(99, ec.SECP256R1()))
    assert certificate.identity(first) == certificate.identity(renewed)
    assert certificate.identity(first).startswith("tls-key:SHA256:")
    assert certificate.identity(first) != certificate.identity(other)


def test_names_are_hosts_only_and_bounded() -> None:
    der = made("*.Unit.example", "a b.example", "mail.unit.example", "localhost", "10.0.0.1")
    assert certificate.names(der) == ("unit.example", "mail.unit.example")
    many = certificate.names(made(*(f"h{n}.unit.example" for n in range(500))))
    assert len(many) == certificate.MOST_NAMES


def test_without_alternative_names_the_common_name_counts() -> None:
    assert certificate.names(made(common="old.unit.example")) == ("old.unit.example",)


@pytest.mark.hostile("H23")
def test_a_broken_certificate_keeps_its_fingerprint_and_an_identity() -> None:
    broken = made()[:-40]
    block = certificate.block(broken)
    assert block["malformed"] is True
    assert block["fingerprint"]
    assert certificate.identity(broken).startswith("tls-cert:SHA256:")
    assert certificate.identity(b"") == ""


def test_a_huge_one_is_not_parsed() -> None:
    began = time.perf_counter()
    assert certificate.block(b"\x30\x84\x7f\xff\xff\xff" + b"\x30" * 500_000)["malformed"] is True
    assert time.perf_counter() - began < 1


@given(st.binary(max_size=200), st.integers(0, 400), st.binary(min_size=1, max_size=4))
def test_no_bytes_make_it_raise(noise: bytes, at: int, patch: bytes) -> None:
    der = made("mail.unit.example")
    for raw in (noise, der[:at] + patch + der[at + len(patch) :]):
        certificate.block(raw, now=datetime(2026, 1, 1, tzinfo=UTC))
        certificate.identity(raw)
        certificate.names(raw)
        certificate.self_signed(raw)
