"""POP3 as the judge reads it: what is offered, encryption, and good-bye."""

from __future__ import annotations

from tests.servers.offence import Kind, Offence

HARMLESS = (b"CAPA", b"STLS", b"QUIT")
LOGINS = (b"USER", b"PASS", b"APOP", b"AUTH")


def begins(answer: bytes) -> bool:
    """CAPA is asked for first."""
    return answer.startswith(b"CAPA\r\n")


def read(answer: bytes) -> tuple[tuple[str, ...], tuple[Offence, ...]]:
    """One word a line; ends at STLS, after which the bytes are TLS."""
    asked: list[str] = []
    offences: list[Offence] = []
    rest = answer
    while rest:
        line, end, rest = rest.partition(b"\r\n")
        word = line[:10].partition(b" ")[0].upper()
        asked.append(ascii(word.decode("latin-1")).strip("'"))
        if line not in HARMLESS or not end:
            kind = Kind.LOGIN if word in LOGINS else Kind.MUTATING
            offences.append(Offence(kind=kind, text=asked[-1]))
        if line == b"STLS" and rest:
            if not (rest[:1] in (b"\x16", b"\x15") and rest[1:2] == b"\x03"):
                offences.append(Offence(kind=Kind.UNREADABLE, text="bytes after STLS that are not TLS"))
            break
    return tuple(asked), tuple(offences)
