"""A readable service whose purpose is unknown, or that looks published: a person decides about it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from leftopen.model.finding import Finding
from leftopen.model.shape import Intent


@dataclass(frozen=True, slots=True, kw_only=True)
class Word:
    """A person's word that this is meant to be open. It covers the same finding only while the same server
    (`identity`) shows it at the same `path`."""

    by: str
    at: datetime
    why: str
    path: str
    identity: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Review:
    """`finding` is the latest one, masked. `not_seen` is the time of the first scan that looked at the
    service again and did not see it; None while the latest scan saw it."""

    finding: Finding
    first_seen: datetime
    last_seen: datetime
    not_seen: datetime | None = None
    word: Word | None = None

    @property
    def id(self) -> str:
        return self.finding.judged.finding

    @property
    def undecided(self) -> bool:
        """Readable, purpose unknown, and no person has decided."""
        return self.finding.judged.intent is Intent.UNDETERMINED

    @property
    def seen(self) -> bool:
        """Whether the latest scan of the service saw it."""
        return self.not_seen is None
