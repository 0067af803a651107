"""NATS as the judge reads it: a connection without a name, and signs of life. No subscription, no message."""

from __future__ import annotations

import json

from tests.servers.offence import Kind, Offence

NAMELESS = frozenset({"verbose", "pedantic", "tls_required", "name", "lang", "version", "protocol", "echo"})
SECRETS = frozenset({"user", "pass", "auth_token", "jwt", "nkey", "sig"})


def begins(answer: bytes) -> bool:
    """`CONNECT {`: HTTP's method of that name takes no brace."""
    return answer.startswith(b"CONNECT {")


def read(answer: bytes) -> tuple[tuple[str, ...], tuple[Offence, ...]]:
    """Lines, each of which must be one of the known few, and the last one whole."""
    asked: list[str] = []
    *lines, rest = answer.split(b"\r\n")
    offences = [Offence(kind=Kind.UNREADABLE, text=ascii(rest[:40].decode("latin-1")))] if rest else []
    for line in lines:
        word, _, more = line.partition(b" ")
        asked.append(ascii(word[:20].decode("latin-1")).strip("'"))
        offences += _of_connect(more) if word == b"CONNECT" else _of_word(line)
    return tuple(asked), tuple(offences)


def _of_word(line: bytes) -> list[Offence]:
    if line in (b"PING", b"PONG"):
        return []
    return [Offence(kind=Kind.MUTATING, text=ascii(line[:20].decode("latin-1")))]


def _of_connect(more: bytes) -> list[Offence]:
    try:
        answer = json.loads(more)
    except (ValueError, RecursionError):
        answer = None
    if not isinstance(answer, dict):
        return [Offence(kind=Kind.UNREADABLE, text="CONNECT without its object")]
    if set(answer) & SECRETS:
        return [Offence(kind=Kind.LOGIN, text="CONNECT with a user or a token")]
    if set(answer) - NAMELESS:
        return [Offence(kind=Kind.UNREADABLE, text="CONNECT with an option that is not known")]
    return []
