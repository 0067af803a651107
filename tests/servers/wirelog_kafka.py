"""Kafka's requests as the judge reads them: versions, all topics, and the ways to log in."""

from __future__ import annotations

from tests.servers.offence import Kind, Offence

CLIENT = b"\0\x08leftopen"
SASL_AUTHENTICATE = 36
ASKED = {
    (18, 0): ("ApiVersions", b""),
    (3, 1): ("Metadata", b"\xff" * 4),
    (17, 1): ("SaslHandshake", b"\0\x0dSCRAM-SHA-512"),
}


def begins(answer: bytes) -> bool:
    """A message of this client."""
    return answer[:2] == b"\0\0" and answer[12:22] == CLIENT


def read(answer: bytes) -> tuple[tuple[str, ...], tuple[Offence, ...]]:
    """Message by message."""
    asked: list[str] = []
    rest = answer
    while rest:
        length = int.from_bytes(rest[:4], "big")
        body, rest = rest[4 : 4 + length], rest[4 + length :]
        if len(body) < max(length, 18):
            return tuple(asked), (Offence(kind=Kind.UNREADABLE, text="an unfinished message"),)
        key, version = int.from_bytes(body[:2], "big"), int.from_bytes(body[2:4], "big")
        name, tail = ASKED.get((key, version), (f"{key} v{version}", b"?"))
        asked.append(name)
        if key == SASL_AUTHENTICATE:
            return tuple(asked), (Offence(kind=Kind.LOGIN, text="SaslAuthenticate"),)
        if body[8:18] != CLIENT or body[18:] != tail:
            return tuple(asked), (Offence(kind=Kind.MUTATING, text=name),)
        if key == 17 and rest:
            return tuple(asked), (Offence(kind=Kind.LOGIN, text="bytes after the handshake"),)
    return tuple(asked), ()
