"""FTP as the judge reads it: the anonymous log-in by its exact bytes, lists and files, nothing else.

`USER anonymous` with this one password is the only authentication that is allowed anywhere (RFC 1635).
"""

from __future__ import annotations

import re

from tests.servers.offence import Kind, Offence

_EXACT = frozenset(
    {
        *(b"FEAT", b"SYST", b"QUIT", b"NOOP", b"PWD", b"EPSV", b"PASV", b"TYPE I", b"AUTH TLS"),
        *(b"USER anonymous", b"PASS leftopen@leftopen.invalid"),
    }
)
_OF_A_PATH = re.compile(rb"(?:MLSD|LIST|RETR) /[^\r\n\0]{0,1000}")
_LOGINS = frozenset({b"USER", b"PASS", b"ACCT", b"AUTH", b"ADAT"})


def begins(answer: bytes) -> bool:
    """The first line is one of FTP's that no other protocol of text lines begins with."""
    line = answer.partition(b"\r\n")[0]
    return line in (b"FEAT", b"SYST", b"USER anonymous", b"AUTH TLS")


def read(answer: bytes) -> tuple[tuple[str, ...], tuple[Offence, ...]]:
    """Ends at AUTH TLS, after which the bytes must be TLS: where the server refused it, the talk goes on in
    the clear."""
    asked: list[str] = []
    offences: list[Offence] = []
    rest = answer
    while rest:
        line, end, rest = rest.partition(b"\r\n")
        if not end or len(line) > 1100:
            offences.append(Offence(kind=Kind.UNREADABLE, text="no whole command line"))
            break
        word = line.partition(b" ")[0]
        asked.append(word.decode("latin-1"))
        if line not in _EXACT and not _OF_A_PATH.fullmatch(line):
            kind = Kind.LOGIN if word.upper() in _LOGINS else Kind.MUTATING
            offences.append(Offence(kind=kind, text=ascii(word[:40].decode("latin-1"))))
        if line == b"AUTH TLS" and rest[:2] == b"\x16\x03":
            break
    return tuple(asked), tuple(offences)
