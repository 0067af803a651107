"""The transcript of a talk with a target, bounded and masked."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class TranscriptLine:
    """One message in one direction. `at` seconds since the talk began; `digest` keyed (HMAC-SHA-256, hex)
    over the raw bytes; `excerpt` masked, at most 256 characters; never the payload."""

    sent: bool
    at: float
    length: int
    digest: str
    excerpt: str


Transcript = tuple[TranscriptLine, ...]
