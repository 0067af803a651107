"""MongoDB's protocol as the judge reads it: four questions to the byte, of which one names a database."""

from __future__ import annotations

import re

from tests.servers.offence import Kind, Offence

_MEMBER = b"\x03$readPreference\x00\x20\x00\x00\x00\x02mode\x00\x11\x00\x00\x00primaryPreferred\x00\x00"
_ADMIN = b"\x02$db\x00\x06\x00\x00\x00admin\x00"
_KNOWN = {
    b"\x10hello\x00\x01\x00\x00\x00" + _ADMIN: "hello",
    b"\x10buildInfo\x00\x01\x00\x00\x00" + _ADMIN + _MEMBER: "buildInfo",
    b"\x10listDatabases\x00\x01\x00\x00\x00\x08nameOnly\x00\x00" + _ADMIN + _MEMBER: "listDatabases",
}
_STATS = re.compile(
    rb"\x10dbStats\x00\x01\x00\x00\x00\x02\$db\x00(.)\x00\x00\x00([^\x00/\\. \"$*<>:|?]{1,63})\x00"
    + re.escape(_MEMBER),
    re.S,
)
_LOGINS = (
    b"saslStart",
    b"saslContinue",
    b"authenticate",
    b"logout",
    b"speculativeAuthenticate",
    b"copydbgetnonce",
)
_CODES = {
    code.to_bytes(4, "little") for code in (1, 2001, 2002, 2004, 2005, 2006, 2007, 2010, 2011, 2012, 2013)
}
_OP_MSG = (2013).to_bytes(4, "little")


def begins(answer: bytes) -> bool:
    """The head of a message of any of the protocol's kinds."""
    return len(answer) >= 16 and answer[2:4] == b"\x00\x00" and answer[12:16] in _CODES


def read(answer: bytes) -> tuple[tuple[str, ...], tuple[Offence, ...]]:
    """Messages one behind the other, each with one document and no flag."""
    asked: list[str] = []
    rest = answer
    while rest:
        size = int.from_bytes(rest[:4], "little")
        message, rest = rest[:size], rest[size:]
        if size < 26 or len(message) < size:
            return tuple(asked), (Offence(kind=Kind.UNREADABLE, text="no whole message"),)
        name = _name(message)
        if not name:
            return tuple(asked), (_offence(message),)
        asked.append(name)
    return tuple(asked), ()


def _name(message: bytes) -> str:
    """Which question it is, or ''."""
    document = message[21:]
    framed = message[8:12] == b"\0\0\0\0" and message[12:16] == _OP_MSG and message[16:21] == b"\0\0\0\0\0"
    if not framed or int.from_bytes(document[:4], "little") != len(document) or document[-1] != 0:
        return ""
    body = document[4:-1]
    stats = _STATS.fullmatch(body)
    if stats is not None:
        return "dbStats" if stats[1][0] == len(stats[2]) + 1 else ""
    return _KNOWN.get(body, "")


def _offence(message: bytes) -> Offence:
    if message[12:16] == _OP_MSG and any(word + b"\0" in message[16:120] for word in _LOGINS):
        return Offence(kind=Kind.LOGIN, text="a log-in")
    return Offence(kind=Kind.MUTATING, text=ascii(message[16:56].decode("latin-1")))
