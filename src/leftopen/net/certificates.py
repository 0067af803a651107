"""Reads the certificates of a handshake as sent, before OpenSSL validates them.

A malformed certificate ends the handshake, and OpenSSL then returns nothing; so the Certificate message
itself is read (RFC 8446 §4.4.2; RFC 5246 §7.4.2).
"""

from __future__ import annotations

MOST_CHAIN = 32
MOST_CERTIFICATE = 64 * 1024
CERTIFICATE = 11


def certificate_chain(message: bytes, *, tls13: bool) -> tuple[bytes, ...]:
    """The DER certificates of a Certificate handshake message (with its 4-byte header), the server's own
    first; as many as can be parsed, at most 32. Never raises."""
    at = 4
    if tls13:
        at += 1 + message[at] if len(message) > at else 1
    at += 3
    found: list[bytes] = []
    while at + 3 <= len(message) and len(found) < MOST_CHAIN:
        length = int.from_bytes(message[at : at + 3], "big")
        der = message[at + 3 : at + 3 + length]
        if not der or len(der) != length or length > MOST_CERTIFICATE:
            break
        found.append(der)
        at += 3 + length
        if tls13:
            at += 2 + int.from_bytes(message[at : at + 2], "big")
    return tuple(found)
