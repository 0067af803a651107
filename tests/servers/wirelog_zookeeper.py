"""ZooKeeper as the judge reads it: two four-letter words, and a session that only lists."""

from __future__ import annotations

from tests.servers.offence import Kind, Offence

WORDS = (b"srvr\n", b"mntr\n")
LIST, CLOSE, AUTH, SASL = 12, -11, 100, 102
_NAMES = {LIST: "CHILDREN", CLOSE: "CLOSE"}
_CONNECT = bytes(12)
"""Protocol version 0, and no transaction seen before."""


def begins(answer: bytes) -> bool:
    """A four-letter word of those two, or the frame of a new session."""
    length = int.from_bytes(answer[:4], "big")
    return answer.startswith((b"srvr", b"mntr")) or (length in (44, 45) and answer[4:16] == _CONNECT)


def read(answer: bytes) -> tuple[tuple[str, ...], tuple[Offence, ...]]:
    """One word and nothing behind it, or frames."""
    if answer[:4] in (b"srvr", b"mntr"):
        word = answer[:4].decode()
        more = () if answer in WORDS else (Offence(kind=Kind.UNREADABLE, text=f"more than {word}"),)
        return (word,), more
    asked: list[str] = []
    offences: list[Offence] = []
    rest = answer
    while rest:
        body, rest = (
            rest[4 : 4 + int.from_bytes(rest[:4], "big")],
            rest[4 + int.from_bytes(rest[:4], "big") :],
        )
        name, offence = _session(body) if not asked else _request(body)
        asked.append(name)
        offences += [offence] if offence else []
        if offence and offence.kind is Kind.UNREADABLE:
            break
    return tuple(asked), tuple(offences)


def _session(body: bytes) -> tuple[str, Offence | None]:
    """A new session: no earlier one, a password of zeros (the server makes the real one)."""
    fresh = body[16:24] == bytes(8) and body[24:44] == (16).to_bytes(4, "big") + bytes(16)
    if len(body) in (44, 45) and fresh:
        return "CONNECT", None
    return "CONNECT", Offence(kind=Kind.LOGIN, text="a session that was there before")


def _request(body: bytes) -> tuple[str, Offence | None]:
    if len(body) < 8:
        return "?", Offence(kind=Kind.UNREADABLE, text="a frame without a header")
    kind = int.from_bytes(body[4:8], "big", signed=True)
    if kind in (AUTH, SASL):
        return "AUTH", Offence(kind=Kind.LOGIN, text="credentials")
    if kind not in _NAMES:
        return str(kind), Offence(kind=Kind.MUTATING, text=f"request {kind}")
    size = int.from_bytes(body[8:12], "big")
    if (kind == CLOSE and len(body) != 8) or (kind == LIST and len(body) != 13 + size):
        return _NAMES[kind], Offence(kind=Kind.UNREADABLE, text="a request of another length")
    if kind == LIST and body[-1:] != b"\0":
        return _NAMES[kind], Offence(kind=Kind.MUTATING, text="a watch")
    return _NAMES[kind], None
