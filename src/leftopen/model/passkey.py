"""A passkey: a key pair that an authenticator made for one host name of the console. Only its public key is
stored."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class RelyingParty:
    """The relying party of a passkey: `id` is the console's host name, `origin` that of its pages."""

    id: str
    origin: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Passkey:
    """`id` is the credential's, in base64url; `key` the COSE public key, in base64url; `party` the host name
    that it was made for; `count` its signature counter, 0 for one that does not count."""

    id: str
    user: str
    name: str
    party: str
    key: str
    made: datetime
    count: int = 0
    used: datetime | None = None
