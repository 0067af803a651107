"""AMQP 0-9-1, as far as the server's first method (`Connection.Start`). Pure, bounded, never raises.

Source: the AMQP 0-9-1 specification, sections 2.3 and 4.2. Nothing is answered to it: `Start-Ok` is where a
client logs in.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

HEADER = b"AMQP\0\0\x09\x01"
LARGEST = 8192
_START = b"\0\x0a\0\x0a\0\x09"
_END = 0xCE
_OTHER = re.compile(rb"AMQP[\x00-\x03][\x00-\x09]{3}")
_SIZES = {
    **dict.fromkeys(b"tbB", 1), **dict.fromkeys(b"sUu", 2), **dict.fromkeys(b"Iif", 4),
    **dict.fromkeys(b"lLdT", 8), ord("D"): 5, ord("V"): 0,
}  # fmt: skip
_LONG = b"SxFA"


@dataclass(frozen=True, slots=True, kw_only=True)
class Start:
    """What the server offers to log in with; `product` and `version` by its own word, or ''."""

    mechanisms: tuple[str, ...]
    product: str = ""
    version: str = ""


def other_version(raw: bytes) -> bool:
    """A bare header: the server speaks AMQP, and not what was said to it."""
    return bool(_OTHER.match(raw)) and not raw.startswith(HEADER)


def needed(raw: bytes) -> int:
    """How many more bytes the first frame needs at least; 0 when it is complete or none."""
    if raw[:3] != b"\1\0\0"[: len(raw[:3])]:
        return 0
    if len(raw) < 7:
        return 7 - len(raw)
    size = int.from_bytes(raw[3:7], "big")
    return max(0, size + 8 - len(raw)) if size <= LARGEST else 0


def start(raw: bytes) -> Start | None:
    """`Connection.Start`; None for anything else."""
    size = int.from_bytes(raw[3:7], "big")
    if raw[:3] != b"\1\0\0" or needed(raw) or len(raw) < size + 8 or raw[size + 7] != _END:
        return None
    body = raw[7 : size + 7]
    if not body.startswith(_START):
        return None
    table, rest = _long(body[6:])
    reply, rest = _long(rest or b"")
    if table is None or reply is None or not reply.isascii():
        return None
    named = _texts(table)
    words = tuple(word for word in reply.decode().split() if word.isprintable())[:16]
    product, version = named.get("product", ""), named.get("version", "")
    return Start(mechanisms=words, product=product, version=version) if words else None


def _long(raw: bytes) -> tuple[bytes | None, bytes]:
    size = int.from_bytes(raw[:4], "big")
    return (raw[4 : 4 + size], raw[4 + size :]) if len(raw) >= 4 + size and len(raw) >= 4 else (None, b"")


def _texts(table: bytes) -> dict[str, str]:
    """The texts of its first level, as far as it can be read."""
    found: dict[str, str] = {}
    at = 0
    while at < len(table) and len(found) < 64:
        name = table[at + 1 : at + 1 + table[at]].decode("latin-1")
        at += 1 + table[at]
        kind = table[at] if at < len(table) else 0
        if kind in _LONG:
            value, _ = _long(table[at + 1 :])
            if value is None:
                break
            text = value[:100].decode("latin-1")
            found |= {name: text} if text.isascii() and text.isprintable() and kind == _LONG[0] else {}
            at += 5 + len(value)
        elif kind in _SIZES:
            at += 1 + _SIZES[kind]
        else:
            break
    return found
