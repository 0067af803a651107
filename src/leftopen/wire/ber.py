"""BER as used in directories: tags of one byte, definite lengths, bounded. Never raises on any bytes.

Read is at most 64 KiB, nested at most 20 deep. An indefinite length, a length that does not fit, a tag of
more bytes, bytes left over: no BER here. Source: ITU-T X.690, and RFC 4511 section 5.1, which forbids LDAP
the indefinite form and allows lengths with leading zeros.
"""

from __future__ import annotations

from dataclasses import dataclass

LARGEST = 65536
DEEPEST = 20

BOOLEAN, INTEGER, OCTETS, ENUMERATED, SEQUENCE, SET = 0x01, 0x02, 0x04, 0x0A, 0x30, 0x31
_CONSTRUCTED = 0x20
_LONG_TAG = 0x1F


@dataclass(frozen=True, slots=True, kw_only=True)
class Element:
    """One value. `parts` are those of a constructed one, `body` the bytes of a primitive one."""

    tag: int
    body: bytes = b""
    parts: tuple[Element, ...] = ()

    @property
    def number(self) -> int | None:
        """A signed number of at most 8 bytes, or None."""
        if 1 <= len(self.body) <= 8 and self.tag in (INTEGER, ENUMERATED):
            return int.from_bytes(self.body, "big", signed=True)
        return None

    @property
    def text(self) -> str:
        """UTF-8, wrong bytes replaced."""
        return self.body.decode("utf-8", "replace")


def encode(tag: int, *bodies: bytes) -> bytes:
    """One value of these bodies, with the shortest length."""
    body = b"".join(bodies)
    if len(body) < 128:
        return bytes((tag, len(body))) + body
    length = len(body).to_bytes((len(body).bit_length() + 7) // 8, "big")
    return bytes((tag, 0x80 | len(length))) + length + body


def number(value: int, tag: int = INTEGER) -> bytes:
    """A signed number in its shortest form."""
    return encode(tag, value.to_bytes((value + (value < 0)).bit_length() // 8 + 1, "big", signed=True))


def octets(value: bytes, tag: int = OCTETS) -> bytes:
    """A string of bytes."""
    return encode(tag, value)


def head(raw: bytes, at: int = 0) -> tuple[int, int, int] | None:
    """(tag, start of the body, its end) of the value at that position, even if it is incomplete; None when no
    value of at most 64 KiB begins there, or its head is incomplete."""
    if len(raw) < at + 2 or raw[at] & _LONG_TAG == _LONG_TAG:
        return None
    first = raw[at + 1]
    if first < 0x80:
        return raw[at], at + 2, at + 2 + first
    size = first & 0x7F
    if not 1 <= size <= 4 or len(raw) < at + 2 + size:
        return None
    length = int.from_bytes(raw[at + 2 : at + 2 + size], "big")
    return (raw[at], at + 2 + size, at + 2 + size + length) if length <= LARGEST else None


def needed(raw: bytes) -> int:
    """How many more bytes the first value needs at least: 0 when it is complete or invalid."""
    if len(raw) < 2:
        return 2 - len(raw)
    found = head(raw)
    if found is not None:
        return max(0, found[2] - len(raw))
    size = raw[1] & 0x7F
    unfinished = raw[0] & _LONG_TAG != _LONG_TAG and raw[1] > 0x80 and size <= 4
    return max(0, 2 + size - len(raw)) if unfinished else 0


def read(raw: bytes) -> Element | None:
    """The one value that all of `raw` is, with everything in it, or None."""
    if len(raw) > LARGEST + 6:
        return None
    found = head(raw)
    return _element(raw, found, 1) if found is not None and found[2] == len(raw) else None


def split(raw: bytes, most: int = 1000) -> tuple[bytes, ...]:
    """Complete values one after another, each as bytes; ends at an incomplete or invalid one."""
    found: list[bytes] = []
    at = 0
    while at < len(raw) and len(found) < most:
        here = head(raw, at)
        if here is None or here[2] > len(raw):
            break
        found.append(raw[at : here[2]])
        at = here[2]
    return tuple(found)


def _element(raw: bytes, found: tuple[int, int, int], depth: int) -> Element | None:
    tag, begin, end = found
    if not tag & _CONSTRUCTED:
        return Element(tag=tag, body=raw[begin:end])
    if depth >= DEEPEST:
        return None
    parts: list[Element] = []
    at = begin
    while at < end:
        here = head(raw, at)
        part = _element(raw, here, depth + 1) if here is not None and here[2] <= end else None
        if here is None or part is None:
            return None
        parts.append(part)
        at = here[2]
    return Element(tag=tag, parts=tuple(parts))
