"""TLS on any port.

Sends one ClientHello for at most TLS 1.2 (RFC 5246), so that the certificates are unencrypted, also when they
are expired, self-signed or invalid. A server that supports only TLS 1.3 answers with an alert and is
recognised by it. The handshake is not completed.
"""

from __future__ import annotations

import hashlib

from leftopen.formats import certificate
from leftopen.model.channel import Channel
from leftopen.model.facts import Json, ServiceFacts
from leftopen.model.probe import Probe
from leftopen.model.read_level import ReadLevel
from leftopen.wire import tls
from leftopen.wire.http import probe_pages

OPENER = tls.client_hello()
PARTS = 64


def recognises(first: bytes) -> bool:
    """A TLS record, or an HTTP server's error that it expected TLS."""
    return tls.recognises(first) or probe_pages.expects_tls(first)


async def ask(channel: Channel, first: bytes) -> bytes:
    """One ClientHello; reads the server's complete flight, at most 64 KiB."""
    await channel.send(OPENER, at=ReadLevel.BANNER)
    heard = b""
    for _ in range(PARTS):
        part = await channel.read(16384)
        heard += part
        if not part or tls.is_complete(heard):
            break
    return heard


def read(raw: bytes) -> ServiceFacts | None:
    """The received certificate, or only the fact of TLS after an alert; None for another protocol."""
    if not tls.recognises(raw):
        return None
    hello = tls.read(raw)
    block: dict[str, Json] = {
        "versions": [hello.version] if hello.version else [],
        "chain_sha256": [hashlib.sha256(der).hexdigest() for der in hello.certificates],
    }
    if hello.cipher:
        block["cipher"] = {"name": hello.cipher, "version": hello.version, "bits": _bits(hello.cipher)}
    if hello.alert is not None:
        block["alert"] = hello.alert
    if not hello.certificates:
        return ServiceFacts(data=b"", blocks={"ssl": block})
    own = hello.certificates[0]
    block["cert"] = certificate.block(own)
    return ServiceFacts(
        data=b"",
        identity=certificate.identity(own),
        hostnames=certificate.names(own),
        tags=("self-signed",) if certificate.self_signed(own) else (),
        blocks={"ssl": block},
    )


def _bits(cipher: str) -> int | None:
    for word, bits in (("AES128", 128), ("AES256", 256), ("CHACHA20", 256)):
        if word in cipher:
            return bits
    return None


probe = Probe(
    opener=OPENER, recognises=recognises, ask=ask, read=read, ports=(443, 465, 636, 853, 993, 995, 8443)
)
