"""Certificates and TLS servers that are wrong in every way that a test needs."""

from __future__ import annotations

import ssl
from datetime import UTC, datetime, timedelta
from functools import cache
from pathlib import Path

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec, rsa
from cryptography.x509.oid import NameOID


@cache
def pair(name: str = "old.example.org", *, bits: int = 0, names: int = 1) -> tuple[bytes, bytes, bytes]:
    """An expired self-signed certificate: (certificate PEM, key PEM, DER)."""
    key = rsa.generate_private_key(65537, bits) if bits else ec.generate_private_key(ec.SECP256R1())
    subject = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, name)])
    start = datetime(2015, 1, 1, tzinfo=UTC)
    certificate = (
        x509.CertificateBuilder()
        .subject_name(subject)
        .issuer_name(subject)
        .public_key(key.public_key())
        .serial_number(7)
        .not_valid_before(start)
        .not_valid_after(start + timedelta(days=30))
        .add_extension(
            x509.SubjectAlternativeName([x509.DNSName(f"n{number}.{name}") for number in range(names)]), False
        )
        .sign(key, hashes.SHA256())
    )
    plain = key.private_bytes(
        serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    )
    return (
        certificate.public_bytes(serialization.Encoding.PEM),
        plain,
        certificate.public_bytes(serialization.Encoding.DER),
    )


def server(
    folder: Path, made: tuple[bytes, bytes, bytes], *, newest: ssl.TLSVersion | None = None
) -> ssl.SSLContext:
    (folder / "cert.pem").write_bytes(made[0])
    (folder / "key.pem").write_bytes(made[1])
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.set_ciphers("ALL:@SECLEVEL=0")
    context.minimum_version = ssl.TLSVersion.MINIMUM_SUPPORTED
    if newest is not None:
        context.maximum_version = newest
    context.load_cert_chain(folder / "cert.pem", folder / "key.pem")
    return context
