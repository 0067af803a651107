"""What the product must never say to a server."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


class Kind(StrEnum):
    """`mutating` could change something, a body included · `login` a password, key, token or account ·
    `unreadable` nobody can say what it does, so it counts as wrong ·
    `unlisted` it reads, but docs/reference/requests.md does not list it."""

    MUTATING = "mutating"
    LOGIN = "login"
    UNREADABLE = "unreadable"
    UNLISTED = "unlisted"


@dataclass(frozen=True, slots=True, kw_only=True)
class Offence:
    kind: Kind
    text: str
