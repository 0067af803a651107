"""How deep the scope allows a scan to read."""

from __future__ import annotations

from enum import StrEnum


class ReadLevel(StrEnum):
    """`banner` what the server sends first; `metadata` versions and counters; `listing` names, subjects and
    sizes; `sample` a few whole items, in memory only."""

    BANNER = "banner"
    METADATA = "metadata"
    LISTING = "listing"
    SAMPLE = "sample"

    @property
    def depth(self) -> int:
        return _DEPTHS[self]

    def allows(self, other: ReadLevel) -> bool:
        return _DEPTHS[other] <= _DEPTHS[self]


_DEPTHS = {level: depth for depth, level in enumerate(ReadLevel)}
