"""The head of the event chain with a timestamp by an authority (RFC 3161)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class StampedHead:
    """The newest event `at` that time, by number and hash; `response` of the authority in hex (DER)."""

    seq: int
    hash: str
    at: datetime
    response: str
