"""The contract of a file in `probes/`: which service is it?"""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from dataclasses import dataclass

from leftopen.model.channel import Channel
from leftopen.model.facts import ServiceFacts


@dataclass(frozen=True, slots=True, kw_only=True)
class Probe:
    """One protocol.

    `opener`      bytes to which this protocol responds, or None when the server speaks first
    `recognises`  do these first bytes (after any opener) belong to this protocol? pure, cheap
    `ask`         runs the short talk on a new channel; returns every byte received. `first` holds the
                  recognised bytes (a banner, or the response to an opener)
    `read`        pure: those bytes to facts, or None for another protocol
    `ports`       the usual ports, only to choose the first opener
    `over_tls`    this probe reads its protocol inside TLS (`https`)
    `inside`      the probe whose protocol carries this one (`http`): this probe gets what that one
                  recognises first, and where `read` gives None the next one is tried
    `anonymous`   the opener instead, where the scope permits the protocol's own anonymous identity
    `terse`       whole answers to its own opener that are too short to mean anything after another one
    `waits`       a server of this protocol takes an HTTP request for the beginning of a long message and
                  stays silent: its opener comes before those whose servers answer or close at once
    `about`       its description, where no module's docstring is
    """

    opener: bytes | None
    recognises: Callable[[bytes], bool]
    ask: Callable[[Channel, bytes], Awaitable[bytes]]
    read: Callable[[bytes], ServiceFacts | None]
    ports: tuple[int, ...] = ()
    over_tls: bool = False
    inside: str = ""
    anonymous: bytes | None = None
    terse: tuple[bytes, ...] = ()
    waits: bool = False
    about: str = ""
