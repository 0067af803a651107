"""The contract of a file in `probes/`: which service is it?"""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from dataclasses import dataclass

from leftopen.model.channel import Channel
from leftopen.model.facts import ServiceFacts


@dataclass(frozen=True, slots=True, kw_only=True)
class Probe:
    """One protocol.

    `opener`      bytes that make this protocol speak, or None when the server speaks first
    `recognises`  do these first bytes (to anybody's opener) belong to this protocol? pure, cheap
    `ask`         with a fresh channel, has the short conversation; returns every byte received. `first` is
                  what recognised it (a banner, or the answer to some opener)
    `read`        pure: those bytes to facts, or None when they are another protocol after all
    `ports`       by habit, only to choose which opener to try first
    `over_tls`    this probe reads its protocol inside TLS (`https`)
    `inside`      the probe whose protocol carries this one (`http`): what that one recognises is shown to
                  this one first, and where `read` says None the next is asked
    """

    opener: bytes | None
    recognises: Callable[[bytes], bool]
    ask: Callable[[Channel, bytes], Awaitable[bytes]]
    read: Callable[[bytes], ServiceFacts | None]
    ports: tuple[int, ...] = ()
    over_tls: bool = False
    inside: str = ""
