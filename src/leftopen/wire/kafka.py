"""Kafka's protocol, for three requests in their oldest forms. Pure, bounded, never raises.

Source: the Apache Kafka protocol guide: big-endian numbers, texts with two bytes of length, four bytes of
length before each message. ApiVersions (18) and Metadata (3) read; Metadata of all topics creates none.
SaslHandshake (17) names a mechanism, and the server answers with those that it has; no credentials follow.
"""

from __future__ import annotations

from dataclasses import dataclass

from leftopen.formats.byte_cursor import ByteCursor, Short

SASL_HANDSHAKE, METADATA, API_VERSIONS = 17, 3, 18
LARGEST = 24 * 1024
"""Bytes of one answer that are read; the brokers come first, then the topics with their partitions."""

MOST = 2000
SUPPORTED, OTHER_MECHANISM = 0, 33
_CLIENT = b"leftopen"


@dataclass(frozen=True, slots=True, kw_only=True)
class Cluster:
    """`topics` that are not the cluster's own, of `said` in all; `partitions` of those. `whole`: every topic
    was read."""

    brokers: int
    topics: int = 0
    said: int = 0
    partitions: int = 0
    whole: bool = True


def request(key: int, version: int, number: int, body: bytes = b"") -> bytes:
    """One message."""
    head = key.to_bytes(2, "big") + version.to_bytes(2, "big") + number.to_bytes(4, "big")
    whole = head + _text(_CLIENT) + body
    return len(whole).to_bytes(4, "big") + whole


def _text(data: bytes) -> bytes:
    return len(data).to_bytes(2, "big") + data


VERSIONS = request(API_VERSIONS, 0, 1)
TOPICS = request(METADATA, 1, 2, b"\xff\xff\xff\xff")
"""Of all topics: -1 in place of a list."""
MECHANISMS = request(SASL_HANDSHAKE, 1, 3, _text(b"SCRAM-SHA-512"))


def needed(raw: bytes) -> int:
    """How many more bytes the first message needs at least, up to the cap; 0 when it is complete or none."""
    if len(raw) < 4:
        return 4 - len(raw)
    length = int.from_bytes(raw[:4], "big")
    return max(0, min(length + 4, LARGEST) - len(raw)) if 4 <= length < 2**28 else 0


def versions(raw: bytes) -> dict[int, tuple[int, int]] | None:
    """What the broker understands: key to lowest and highest version; None for another answer."""
    reader = _answer(raw, 1)
    if reader is None:
        return None
    try:
        if reader.number(2):
            return None
        ranges = {}
        for _ in range(reader.count(200)):
            key, low, high = reader.number(2), reader.number(2), reader.number(2)
            if low > high:
                return None
            ranges[key] = (low, high)
    except Short:
        return None
    return ranges if {METADATA, API_VERSIONS} <= ranges.keys() and reader.ended else None


def cluster(raw: bytes) -> Cluster | None:
    """The answer to TOPICS, also where it was cut within the topics; None for another."""
    reader = _answer(raw, 2)
    if reader is None:
        return None
    try:
        brokers = reader.count(MOST)
        for _ in range(brokers):
            reader.take(4)
            reader.text()
            reader.take(4)
            reader.text(nullable=True)
        reader.take(4)
        stated = reader.count(2**20)
    except Short:
        return None
    return _topics(reader, brokers, stated) if brokers else None


def mechanisms(raw: bytes) -> tuple[str, ...]:
    """Those that the broker has, where it answers MECHANISMS; () for another answer."""
    reader = _answer(raw, 3)
    if reader is None:
        return ()
    try:
        if reader.number(2) not in (SUPPORTED, OTHER_MECHANISM):
            return ()
        found = [reader.text() for _ in range(reader.count(20))]
    except Short:
        return ()
    words = tuple(word.decode("latin-1") for word in found)
    plain = all(word.isascii() and word.replace("-", "").isalnum() for word in words)
    return words if plain and reader.ended else ()


def _topics(reader: _Reader, brokers: int, stated: int) -> Cluster | None:
    topics = partitions = read = 0
    whole = True
    try:
        while read < stated:
            own, count = _topic(reader)
            read += 1
            topics += not own
            partitions += 0 if own else count
    except Short:
        whole = False
    if whole and not reader.ended:
        return None
    if not whole and not reader.cut:
        return None
    return Cluster(brokers=brokers, topics=topics, said=stated, partitions=partitions, whole=whole)


def _topic(reader: _Reader) -> tuple[bool, int]:
    """Is it the cluster's own, and how many partitions has it?"""
    reader.take(2)
    name = reader.text()
    internal = reader.take(1) == b"\1"
    partitions = reader.count(2**16)
    for _ in range(partitions):
        reader.take(10)
        for _ in range(2):
            reader.take(4 * reader.count(MOST))
    return internal or name.startswith((b"__", b"_schemas")), partitions


def _answer(raw: bytes, number: int) -> _Reader | None:
    length = int.from_bytes(raw[:4], "big")
    if len(raw) < 8 or not 4 <= length < 2**28 or raw[4:8] != number.to_bytes(4, "big"):
        return None
    return _Reader(raw[8 : 4 + length], cut=len(raw) < 4 + length)


class _Reader(ByteCursor):
    """Raises Short."""

    def __init__(self, data: bytes, *, cut: bool) -> None:
        super().__init__(data)
        self.cut = cut

    @property
    def ended(self) -> bool:
        return super().ended and not self.cut

    def number(self, size: int) -> int:
        return int.from_bytes(self.take(size), "big", signed=True)

    def count(self, most: int) -> int:
        value = self.number(4)
        if not 0 <= value <= most:
            raise Short
        return value

    def text(self, *, nullable: bool = False) -> bytes:
        size = self.number(2)
        if size < (-1 if nullable else 0):
            raise Short
        return self.take(max(0, size))
