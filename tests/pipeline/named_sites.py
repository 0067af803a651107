"""A web server with several sites, told apart by the Host header; and certificates for names."""

from __future__ import annotations

import asyncio
import ssl
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

from leftopen.errors import BadAddress
from leftopen.model.address import Address
from tests.pipeline.web import Answer, Web, page

Answers = Callable[[str], Answer]


def words(text: str) -> Answers:
    """A page for `/`, and nothing else."""
    html = f"<html><head><title>{text}</title></head><body><h1>{text}</h1></body></html>".encode()
    return lambda path: page(200, html, content_type="text/html") if path == "/" else page(404, b"not here")


@dataclass
class NamedSites:
    """`sites` by name; every other host gets `default`. `asked` lists (host without port, path)."""

    default: Answers
    sites: Mapping[str, Answers]
    asked: list[tuple[str, str]] = field(default_factory=list)

    async def __call__(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        head = await reader.readuntil(b"\r\n\r\n")
        lines = head.decode("latin-1").split("\r\n")
        host = next((line[6:].strip() for line in lines if line.lower().startswith("host: ")), "")
        name = host.rpartition(":")[0] or host
        site = Web(answer=self.sites.get(name, self.default))
        again = asyncio.StreamReader()
        again.feed_data(head)
        await site(again, writer)
        self.asked += [(name, path) for path in site.asked]

    def of(self, name: str) -> list[str]:
        """The paths that were requested under a name."""
        return [path for host, path in self.asked if host == name]

    @property
    def hosts(self) -> set[str]:
        return {host for host, _ in self.asked}


@dataclass
class Resolver:
    """A name server for tests; what it has no address for has none."""

    addresses: Mapping[str, Sequence[str]] = field(default_factory=dict)
    asked: list[str] = field(default_factory=list)

    async def __call__(self, name: str) -> frozenset[Address]:
        self.asked.append(name)
        if name not in self.addresses:
            raise BadAddress(f"{name} has no address")
        return frozenset(map(Address.parse, self.addresses[name]))


async def no_reverse(address: Address) -> tuple[str, ...]:
    """No address has a reverse record."""
    return ()


def certificate_for(folder: Path, *names: str) -> ssl.SSLContext:
    """A self-signed certificate with these alternative names."""
    folder.mkdir(parents=True, exist_ok=True)
    key = ec.generate_private_key(ec.SECP256R1())
    subject = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, names[0][:60])])
    now = datetime.now(UTC)
    cert = (
        x509.CertificateBuilder()
        .subject_name(subject)
        .issuer_name(subject)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - timedelta(days=1))
        .not_valid_after(now + timedelta(days=30))
        .add_extension(x509.SubjectAlternativeName([x509.DNSName(name) for name in names]), critical=False)
        .sign(key, hashes.SHA256())
    )
    pem = folder / "site.pem"
    pem.write_bytes(
        key.private_bytes(
            serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
        )
        + cert.public_bytes(serialization.Encoding.PEM)
    )
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(pem)
    return context
