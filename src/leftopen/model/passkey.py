"""A passkey: a key pair that an authenticator made for one name of the console. Only its public half is
here."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class RelyingParty:
    """Who asks for a passkey: `id` is the console's host name, `origin` where its pages come from."""

    id: str
    origin: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Passkey:
    """`id` is the credential's, in base64url; `key` the public key as COSE says it, in base64url; `party` the
    host name it was made for; `count` how often it signed, by its own word: 0 for one that does not count."""

    id: str
    user: str
    name: str
    party: str
    key: str
    made: datetime
    count: int = 0
    used: datetime | None = None
