"""MQTT as the judge reads it: a nameless client that looks at the broker's own counters and goes."""

from __future__ import annotations

import re

from tests.servers.offence import Kind, Offence

_NAMES = {12: "PINGREQ", 14: "DISCONNECT"}
_MADE_UP = re.compile(rb"leftopen-[0-9a-f]{8,14}")


def begins(answer: bytes) -> bool:
    """CONNECT with the protocol's name."""
    return answer[:1] == b"\x10" and answer[2:8] in (b"\x00\x04MQTT", b"\x00\x06MQIs")


def read(answer: bytes) -> tuple[tuple[str, ...], tuple[Offence, ...]]:
    """Packets of less than 128 bytes, each of them one of the four that are known."""
    asked: list[str] = []
    offences: list[Offence] = []
    rest = answer
    while rest:
        size = rest[1] if len(rest) > 1 else 128
        if size > 127 or len(rest) < 2 + size:
            return tuple(asked), (*offences, Offence(kind=Kind.UNREADABLE, text="no whole short packet"))
        name, wrong = _of_packet(rest[0], rest[2 : 2 + size])
        asked.append(name)
        offences += wrong
        rest = rest[2 + size :]
    return tuple(asked), tuple(offences)


def _of_packet(first: int, body: bytes) -> tuple[str, list[Offence]]:
    if first == 0x10:
        return "CONNECT", _of_connect(body)
    if first == 0x82:
        return "SUBSCRIBE", _of_subscribe(body)
    name = _NAMES.get(first >> 4, "")
    if name and not body and not first & 15:
        return name, []
    return f"packet {first:#04x}", [Offence(kind=Kind.MUTATING, text=f"packet {first:#04x}")]


def _of_connect(body: bytes) -> list[Offence]:
    """Clean session and nothing else: a will would be published, a session would stay."""
    if len(body) < 12 or body[:6] != b"\x00\x04MQTT":
        return [Offence(kind=Kind.UNREADABLE, text="CONNECT of another version")]
    flags, name = body[7], body[12:]
    if flags & 0xC0:
        return [Offence(kind=Kind.LOGIN, text="CONNECT with a user or a password")]
    if flags != 0x02 or int.from_bytes(body[10:12], "big") != len(name):
        return [Offence(kind=Kind.MUTATING, text="CONNECT with a will, or a session that stays")]
    return (
        []
        if not name or name.startswith(b"leftopen")
        else [Offence(kind=Kind.LOGIN, text="another client's name")]
    )


def _of_subscribe(body: bytes) -> list[Offence]:
    rest, filters = body[2:], []
    while len(rest) >= 3:
        size = int.from_bytes(rest[:2], "big")
        filters.append((rest[2 : 2 + size], rest[2 + size : 3 + size]))
        rest = rest[3 + size :]
    known = all(
        quality == b"\x00" and (topic == b"$SYS/#" or _MADE_UP.fullmatch(topic)) for topic, quality in filters
    )
    return (
        [] if known and filters and not rest else [Offence(kind=Kind.MUTATING, text="SUBSCRIBE to a topic")]
    )
