"""One request with its response, as bytes: the input of a raw protocol's pure `judge`.

`http_exchanges` is the same for HTTP.
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import date

LONGEST_HEAD = 16_384


@dataclass(frozen=True, slots=True, kw_only=True)
class Exchange:
    """`asked` the line of the request, '' for a greeting; `said` the response; `data` what followed it or
    came over a data connection, `cut` when more would have come; `day` of the check, because a list may have
    dates without a year."""

    asked: str
    said: bytes
    data: bytes = b""
    cut: bool = False
    day: date | None = None

    @property
    def command(self) -> str:
        return self.asked.partition(" ")[0]

    @property
    def argument(self) -> str:
        return self.asked.partition(" ")[2]


def pack(turn: Exchange) -> bytes:
    head = [turn.asked, len(turn.said), turn.cut, turn.day.isoformat() if turn.day else ""]
    return json.dumps(head).encode() + b"\n" + turn.said + turn.data


def unpack(raw: bytes) -> Exchange | None:
    """None for bytes that `pack` did not make. Never raises."""
    line, newline, rest = raw.partition(b"\n")
    if not newline or len(line) > LONGEST_HEAD:
        return None
    try:
        asked, length, cut, day = json.loads(line)
        if not isinstance(asked, str) or not 0 <= int(length) <= len(rest):
            return None
        when = date.fromisoformat(day) if day else None
        return Exchange(
            asked=asked, said=rest[: int(length)], data=rest[int(length) :], cut=bool(cut), day=when
        )
    except (ValueError, TypeError, RecursionError, OverflowError):
        return None
