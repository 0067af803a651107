"""RTSP as the judge reads it: OPTIONS and DESCRIBE, without a login or a body."""

from __future__ import annotations

import re

from tests.servers.offence import Kind, Offence

_LINE = re.compile(rb"([A-Z_]{1,20}) \S{1,300} RTSP/1\.0")
HARMLESS = ("OPTIONS", "DESCRIBE")
HEADERS = (b"cseq", b"accept")


def begins(answer: bytes) -> bool:
    """A request line of RTSP."""
    return bool(_LINE.fullmatch(answer[:400].partition(b"\r\n")[0]))


def read(answer: bytes) -> tuple[tuple[str, ...], tuple[Offence, ...]]:
    """Request by request."""
    asked: list[str] = []
    rest = answer
    while rest:
        head, end, rest = rest.partition(b"\r\n\r\n")
        line, *headers = head.split(b"\r\n")
        fits = _LINE.fullmatch(line)
        if fits is None or not end:
            return tuple(asked), (Offence(kind=Kind.UNREADABLE, text=ascii(line[:40].decode("latin-1"))),)
        asked.append(fits[1].decode())
        names = [header.partition(b":")[0].lower() for header in headers]
        if b"authorization" in names:
            return tuple(asked), (Offence(kind=Kind.LOGIN, text="Authorization"),)
        if asked[-1] not in HARMLESS or not set(names) <= set(HEADERS):
            return tuple(asked), (Offence(kind=Kind.MUTATING, text=asked[-1]),)
    return tuple(asked), ()
