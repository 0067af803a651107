"""The Redis protocol, RESP2, for one request and its reply. Bounded, never raises.

Source: the Redis serialization protocol specification, and `INFO` as Redis and Valkey print it.
"""

from __future__ import annotations

from dataclasses import dataclass

LARGEST = 65536
"""The most bytes of one reply that are read."""


@dataclass(frozen=True, slots=True, kw_only=True)
class RedisReply:
    """One whole reply. `kind` is its first byte (`+`, `-`, `:`, `$`); `text` what follows, latin-1 where it
    is no UTF-8; `none` for the nil bulk string."""

    kind: str
    text: str
    none: bool = False

    @property
    def code(self) -> str:
        """The first word of an error (`NOAUTH`), or ''."""
        return self.text.partition(" ")[0] if self.kind == "-" else ""


def command(*words: str) -> bytes:
    """A request as an array of bulk strings."""
    parts = [word.encode() for word in words]
    body = b"".join(b"$%d\r\n%s\r\n" % (len(part), part) for part in parts)
    return b"*%d\r\n" % len(parts) + body


def inline(*words: str) -> bytes:
    """A request as one line, as a user would type it."""
    return " ".join(words).encode() + b"\r\n"


def parse(raw: bytes) -> RedisReply | None:
    """The first reply, or None when it is incomplete or not this protocol. No request here gets an array."""
    line, end, rest = raw[:LARGEST].partition(b"\r\n")
    if not end or line[:1] not in (b"+", b"-", b":", b"$"):
        return None
    kind, value = chr(line[0]), line[1:]
    if kind == ":":
        return RedisReply(kind=kind, text=_text(value)) if _is_number(value) else None
    if kind != "$":
        return RedisReply(kind=kind, text=_text(value))
    return _bulk(value, rest)


def needed(raw: bytes) -> int:
    """How many more bytes the first reply needs at least: 0 when it is complete or invalid."""
    line, end, rest = raw[:LARGEST].partition(b"\r\n")
    if not end:
        return 1 if len(line) < 512 and line[:1] in (b"", b"+", b"-", b":", b"$") else 0
    if line[:1] != b"$" or not _is_number(line[1:]):
        return 0
    length = int(line[1:])
    if not 0 <= length <= LARGEST:
        return 0
    return max(0, min(length + 2, LARGEST - len(line) - 2) - len(rest))


def info(text: str) -> dict[str, str]:
    """`INFO`'s lines as name to value; section titles are left out. At most 500 lines."""
    found = {}
    for line in text.splitlines()[:500]:
        name, colon, value = line.partition(":")
        if colon and name and not line.startswith("#"):
            found[name.strip()] = value.strip()
    return found


def keyspace(lines: dict[str, str]) -> dict[str, int]:
    """`db0` to its number of keys, from `db0:keys=3,expires=0,avg_ttl=0`."""
    return {name: keys for name, value in lines.items() if (keys := _keys(name, value)) is not None}


def number(value: str) -> int | None:
    """A decimal of at most 19 digits, or None."""
    digits = value.strip()
    return int(digits) if digits.isascii() and digits.isdigit() and len(digits) < 20 else None


def _keys(name: str, value: str) -> int | None:
    if not (name.startswith("db") and name[2:].isdigit()):
        return None
    label, _, count = value.partition(",")[0].partition("=")
    return number(count) if label == "keys" else None


def _bulk(value: bytes, rest: bytes) -> RedisReply | None:
    if value == b"-1":
        return RedisReply(kind="$", text="", none=True)
    if not _is_number(value) or int(value) < 0:
        return None
    length = int(value)
    if len(rest) < length + 2 or rest[length : length + 2] != b"\r\n":
        return None
    return RedisReply(kind="$", text=_text(rest[:length]))


def _is_number(value: bytes) -> bool:
    digits = value.removeprefix(b"-")
    return digits.isdigit() and len(digits) < 20


def _text(raw: bytes) -> str:
    try:
        return raw.decode("utf-8")
    except UnicodeDecodeError:
        return raw.decode("latin-1")
