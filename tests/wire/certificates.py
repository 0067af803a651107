"""Certificates made for a test; keys live as long as the test."""

from __future__ import annotations

from datetime import UTC, datetime

from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import Encoding
from cryptography.x509.oid import NameOID

KEY = ec.derive_private_key(20230208, ec.SECP256R1())


def made(
    *names: str, common: str = "mail.unit.example", key: ec.EllipticCurvePrivateKey = KEY, serial: int = 7
) -> bytes:
    """DER of a self-signed certificate, valid from 2015 to 2023-02-20."""
    name = x509.Name(
        [
            x509.NameAttribute(NameOID.COMMON_NAME, common),
            x509.NameAttribute(NameOID.ORGANIZATION_NAME, "Unit"),
        ]
    )
    builder = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(serial)
        .not_valid_before(datetime(2015, 1, 1, tzinfo=UTC))
        .not_valid_after(datetime(2023, 2, 20, tzinfo=UTC))
    )
    if names:
        san = x509.SubjectAlternativeName([x509.DNSName(each) for each in names])
        builder = builder.add_extension(san, critical=False)
    return builder.sign(key, hashes.SHA256()).public_bytes(Encoding.DER)
