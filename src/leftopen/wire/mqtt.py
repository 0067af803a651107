"""The subset of MQTT 3.1.1 for an anonymous client that reads the broker's own counters. Pure, bounded.

Source: OASIS MQTT 3.1.1 (and section 3.2 of MQTT 5.0, for its refusals); the `$SYS` tree as Mosquitto has it.
"""

from __future__ import annotations

from dataclasses import dataclass

LARGEST = 65536
"""The most bytes of a response that are read."""
MOST = 2000
"""The most packets of a response that are read."""
NEVER_A_LEVEL = 9
SYS = "$SYS/"

CONNACK, PUBLISH, SUBACK, PINGRESP = 2, 3, 9, 13
REFUSED_FILTER = 0x80

PING = b"\xc0\x00"
DISCONNECT = b"\xe0\x00"
COUNTERS = b"$SYS/#"

_LATER_REFUSALS = frozenset(
    (0x80, 0x81, 0x82, 0x83, 0x84, 0x85, 0x86, 0x87, 0x88, 0x89, 0x8A, 0x8C, 0x95, 0x97)
)
_ENOUGH_TOPICS = 20


@dataclass(frozen=True, slots=True, kw_only=True)
class Packet:
    """`kind` 1 to 15, `flags` the low half of its first byte, `body` what follows the length."""

    kind: int
    flags: int
    body: bytes


@dataclass(frozen=True, slots=True, kw_only=True)
class Counters:
    """The broker's own counters. `retained`, `bytes`: retained messages without its own counters; None where
    they are missing, or too few of its own are shown to subtract them."""

    topics: int = 0
    retained: int | None = None
    bytes: int | None = None
    clients: int | None = None
    received: int | None = None
    version: str = ""


def _packet(first: int, body: bytes) -> bytes:
    """Raises ValueError for a body that needs more than one byte of length: no request of ours does."""
    if len(body) > 127:
        raise ValueError("a question of more than 127 bytes")
    return bytes((first, len(body))) + body


def _text(raw: bytes) -> bytes:
    return len(raw).to_bytes(2, "big") + raw


def connect(client: str, level: int = 4) -> bytes:
    """CONNECT with a clean session, without user, password and will; `client` at most 23 ASCII letters."""
    name = client.encode("ascii")[:23]
    return _packet(0x10, _text(b"MQTT") + bytes((level, 0x02)) + b"\x00\x1e" + _text(name))


OPENER = connect("leftopen", NEVER_A_LEVEL)
"""A level of the protocol that does not exist. The broker must refuse it (3.1.2.2): this identifies the
broker without a session."""


def subscribe(*filters: bytes) -> bytes:
    """SUBSCRIBE, packet 1, quality 0."""
    return _packet(0x82, b"\x00\x01" + b"".join(_text(each) + b"\x00" for each in filters))


def packets(raw: bytes, most: int = MOST) -> tuple[Packet, ...]:
    """The whole packets at the beginning, at most `most`; what follows an invalid length is left out."""
    found: list[Packet] = []
    at, end = 0, min(len(raw), LARGEST)
    while at < end and len(found) < most:
        length, start = _length(raw, at + 1)
        if start < 0 or start + length > end:
            break
        found.append(Packet(kind=raw[at] >> 4, flags=raw[at] & 15, body=raw[start : start + length]))
        at = start + length
    return tuple(found)


def answer(raw: bytes) -> int | None:
    """The return code of the CONNACK at its beginning, or None for another beginning."""
    first = next(iter(packets(raw, 1)), None)
    if first is None or first.kind != CONNACK or first.flags or len(first.body) < 2 or first.body[0] > 1:
        return None
    code = first.body[1]
    if len(first.body) == 2 and code <= 5:
        return code
    return code if code in _LATER_REFUSALS and len(first.body) <= 512 else None


def is_complete(raw: bytes) -> bool:
    """Have the responses to `PING` and to the subscriptions come? Mosquitto sends all retained messages
    before the first; aedes answers it before the second."""
    return {PINGRESP, SUBACK} <= {packet.kind for packet in packets(raw)}


def granted(raw: bytes) -> tuple[bool, ...]:
    """For each requested filter: may it be subscribed to? () without a response."""
    body = next((packet.body for packet in packets(raw) if packet.kind == SUBACK), b"")
    return tuple(code < REFUSED_FILTER for code in body[2:10])


def published(packet: Packet) -> tuple[str, bytes] | None:
    """(topic, payload) of a PUBLISH of quality 0, or None."""
    if packet.kind != PUBLISH or packet.flags & 0x06 or len(packet.body) < 2:
        return None
    size = int.from_bytes(packet.body[:2], "big")
    topic = packet.body[2 : 2 + size]
    return (topic.decode("utf-8", "replace"), packet.body[2 + size :]) if len(topic) == size else None


def counters(raw: bytes) -> Counters:
    """From the retained messages of the `$SYS` tree in a response."""
    kept: dict[str, bytes] = {}
    for packet in packets(raw):
        message = published(packet)
        if message is not None and packet.flags & 1 and message[0].startswith(SYS):
            kept[message[0]] = message[1]
    whole = is_complete(raw) and len(kept) >= _ENOUGH_TOPICS
    own = sum(len(payload) for payload in kept.values())
    return Counters(
        topics=len(kept),
        retained=_without(kept, "retained messages/count", len(kept)) if whole else None,
        bytes=_without(kept, "store/messages/bytes", own) if whole else None,
        clients=_number(kept, "clients/connected"),
        received=_number(kept, "publish/messages/received"),
        version=kept.get(f"{SYS}broker/version", b"")[:80].decode("utf-8", "replace"),
    )


def _without(kept: dict[str, bytes], name: str, own: int) -> int | None:
    """Mosquitto counts its own topics among the retained ones."""
    counted = _number(kept, name)
    return None if counted is None else max(0, counted - own)


def _number(kept: dict[str, bytes], name: str) -> int | None:
    digits = kept.get(f"{SYS}broker/{name}", b"").strip()
    return int(digits) if digits.isdigit() and len(digits) < 19 else None


def _length(raw: bytes, at: int) -> tuple[int, int]:
    """(the remaining length, where the body begins); (0, -1) when it is incomplete or invalid."""
    value = 0
    for place, byte in enumerate(raw[at : at + 4]):
        value |= (byte & 0x7F) << (7 * place)
        if byte < 0x80:
            return value, at + place + 1
    return 0, -1
