"""Reads the server's certificate: its files, and the host names in it."""

from __future__ import annotations

import ssl
from dataclasses import dataclass
from pathlib import Path

from cryptography import x509

from leftopen.errors import BadSetting


@dataclass(frozen=True, slots=True, kw_only=True)
class Pair:
    """`names` in the form of a Host header: host names, and addresses ([…] for IPv6)."""

    certificate: Path
    key: Path
    names: frozenset[str]


def pair(certificate: Path | None, key: Path | None) -> Pair | None:
    """None when neither is given. Raises BadSetting when one is missing, unreadable, or they don't match."""
    if certificate is None and key is None:
        return None
    if certificate is None or key is None:
        raise BadSetting("TLS needs both --tls-cert and --tls-key")
    try:
        ssl.create_default_context(ssl.Purpose.CLIENT_AUTH).load_cert_chain(certificate, key)
        first = x509.load_pem_x509_certificates(certificate.read_bytes())[0]
        return Pair(certificate=certificate, key=key, names=_names(first))
    except (OSError, ValueError) as error:
        raise BadSetting(f"cannot use the certificate {certificate} with its key: {error}") from None


def _names(certificate: x509.Certificate) -> frozenset[str]:
    try:
        known = certificate.extensions.get_extension_for_class(x509.SubjectAlternativeName).value
    except x509.ExtensionNotFound:
        return frozenset()
    hosts = [name.lower() for name in known.get_values_for_type(x509.DNSName)]
    addresses = known.get_values_for_type(x509.IPAddress)
    return frozenset((*hosts, *(f"[{ip}]" if ip.version == 6 else str(ip) for ip in addresses)))
