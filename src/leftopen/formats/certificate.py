"""Converts a DER certificate to Shodan's `ssl.cert` block, and to the identity of the key.

Nothing is verified: an expired, self-signed or broken certificate is a fact to record. Each field is read
separately, so that a malformed one costs only itself (then `malformed` is true). Source: RFC 5280.
"""

from __future__ import annotations

import hashlib
import warnings
from collections.abc import Callable
from datetime import UTC, datetime
from typing import TypeVar

from cryptography import x509
from cryptography.exceptions import UnsupportedAlgorithm
from cryptography.hazmat.primitives.asymmetric import dsa, ec, ed448, ed25519, rsa
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

from leftopen.model.facts import Json

LARGEST = 65536
MOST_NAMES = 100
MOST_EXTENSIONS = 40
LONGEST = 256

# What the library raises for invalid bytes; `DuplicateExtension` and `InvalidVersion` are direct subclasses
# of Exception.
_BROKEN = (
    ValueError,
    TypeError,
    OverflowError,
    UnsupportedAlgorithm,
    x509.DuplicateExtension,
    x509.InvalidVersion,
    x509.UnsupportedGeneralNameType,
)
_SHORT = {
    "commonName": "CN",
    "countryName": "C",
    "stateOrProvinceName": "ST",
    "localityName": "L",
    "organizationName": "O",
    "organizationalUnitName": "OU",
}
_KEYS = {
    rsa.RSAPublicKey: "rsa",
    dsa.DSAPublicKey: "dsa",
    ec.EllipticCurvePublicKey: "ecdsa",
    ed25519.Ed25519PublicKey: "ed25519",
    ed448.Ed448PublicKey: "ed448",
}

_NAMELESS = (
    x509.AuthorityKeyIdentifier,
    x509.BasicConstraints,
    x509.ExtendedKeyUsage,
    x509.KeyUsage,
    x509.PrecertificateSignedCertificateTimestamps,
    x509.SubjectKeyIdentifier,
    x509.TLSFeature,
)

T = TypeVar("T")


def identity(der: bytes) -> str:
    """`tls-key:SHA256:<hex>` of the SubjectPublicKeyInfo, which stays the same in a renewal with the same
    key; `tls-cert:SHA256:<hex>` of the whole where the key can't be read; '' for no bytes."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        cert = _load(der)
        spki = _try(lambda: _spki(cert)) if cert else None
    if spki:
        return f"tls-key:SHA256:{hashlib.sha256(spki).hexdigest()}"
    return f"tls-cert:SHA256:{hashlib.sha256(der).hexdigest()}" if der else ""


def names(der: bytes) -> tuple[str, ...]:
    """Its host names: DNS alternative names (at most 100), else the common name; lower case, without
    wildcards' `*.`."""
    plain = (name.lower().removeprefix("*.") for name in all_names(der, MOST_NAMES))
    return tuple(dict.fromkeys(name for name in plain if _is_host(name)))


def all_names(der: bytes, most: int = 10_000) -> list[str]:
    """The same as they stand in it, with wildcards and whatever else is no host name."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        cert = _load(der)
        if cert is None:
            return []
        common = _try(lambda: _name(cert.subject)) or {}
        return _dns_names(cert)[:most] or [value for key, value in common.items() if key == "CN"]


def block(der: bytes, *, now: datetime | None = None) -> dict[str, Json]:
    """Shodan's `ssl.cert`. `expired` only where `now` is given; `malformed` only where true."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        return _block(der, now)


def self_signed(der: bytes) -> bool:
    """Is its issuer its own subject? (The signature is not checked.)"""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        cert = _load(der)
        same = _try(lambda: cert.subject == cert.issuer) if cert else None
    return bool(same)


def _block(der: bytes, now: datetime | None) -> dict[str, Json]:
    digests: dict[str, Json] = {
        "sha1": hashlib.sha1(der, usedforsecurity=False).hexdigest(),
        "sha256": hashlib.sha256(der).hexdigest(),
    }
    made: dict[str, Json] = {"fingerprint": digests}
    cert = _load(der)
    if cert is None:
        return {**made, "malformed": True}
    readers: dict[str, Callable[[], Json]] = {
        "subject": lambda: dict(_name(cert.subject)),
        "issuer": lambda: dict(_name(cert.issuer)),
        "serial": lambda: cert.serial_number,
        "version": lambda: int(cert.version.value),
        "issued": lambda: _stamp(cert.not_valid_before_utc),
        "expires": lambda: _stamp(cert.not_valid_after_utc),
        "sig_alg": lambda: cert.signature_algorithm_oid._name,
        "pubkey": lambda: _key(cert),
        "extensions": lambda: _extensions(cert),
    }
    if now is not None:
        readers["expired"] = lambda: cert.not_valid_after_utc < now
    for field, reader in readers.items():
        value = _try(reader)
        if value is None:
            made["malformed"] = True
        else:
            made[field] = value
    return made


def _load(der: bytes) -> x509.Certificate | None:
    return _try(lambda: x509.load_der_x509_certificate(der)) if 0 < len(der) <= LARGEST else None


def _try(reader: Callable[[], T]) -> T | None:
    try:
        return reader()
    except _BROKEN:
        return None


def _spki(cert: x509.Certificate) -> bytes:
    return cert.public_key().public_bytes(Encoding.DER, PublicFormat.SubjectPublicKeyInfo)


def _name(name: x509.Name) -> dict[str, str]:
    """At most 20 attributes; the first of each kind, as Shodan has it."""
    found: dict[str, str] = {}
    for attribute in list(name)[:20]:
        kind = attribute.oid._name
        value = attribute.value
        text = value if isinstance(value, str) else value.hex()
        found.setdefault(_SHORT.get(kind, kind), text[:LONGEST])
    return found


def _dns_names(cert: x509.Certificate) -> list[str]:
    def read() -> list[str]:
        names = cert.extensions.get_extension_for_class(x509.SubjectAlternativeName).value
        return names.get_values_for_type(x509.DNSName)

    try:
        return read()
    except (*_BROKEN, x509.ExtensionNotFound):
        return []


def _is_host(name: str) -> bool:
    labels = name.split(".")
    plain = all(label.replace("-", "a").replace("_", "a").isalnum() and len(label) < 64 for label in labels)
    return plain and name.isascii() and len(labels) > 1 and len(name) < 254 and not labels[-1].isdigit()


def _key(cert: x509.Certificate) -> dict[str, Json]:
    key = cert.public_key()
    kind = next((word for cls, word in _KEYS.items() if isinstance(key, cls)), "unknown")
    bits = getattr(key, "key_size", 256 if kind == "ed25519" else 456 if kind == "ed448" else None)
    return {"type": kind, "bits": bits}


def _extensions(cert: x509.Certificate) -> list[Json]:
    return [
        {"name": ext.oid._name, "critical": ext.critical, "data": _try(lambda ext=ext: _data(ext)) or ""}  # type: ignore[misc]
        for ext in list(cert.extensions)[:MOST_EXTENSIONS]
    ]


def _data(ext: x509.Extension[x509.ExtensionType]) -> str:
    if isinstance(ext.value, x509.SubjectAlternativeName):
        return ", ".join(
            f"DNS:{name[:LONGEST]}" for name in ext.value.get_values_for_type(x509.DNSName)[:MOST_NAMES]
        )
    # A value that may hold a name or an address in a form that no detector reads is left out.
    return ext.value.public_bytes()[:LONGEST].hex() if isinstance(ext.value, _NAMELESS) else ""


def _stamp(moment: datetime) -> str:
    return moment.astimezone(UTC).strftime("%Y%m%d%H%M%SZ")
