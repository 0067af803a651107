"""What all pages share: the open desk, who is signed in, how often somebody was wrong, what goes on now."""

from __future__ import annotations

import asyncio
import re
from dataclasses import dataclass, field

from leftopen.model.passkey import Party
from leftopen.service import issuer
from leftopen.service.challenges import Challenges
from leftopen.service.desk import Desk
from leftopen.service.issuer import Issuer
from leftopen.web.console import sitters
from leftopen.web.console.kept import Kept
from leftopen.web.console.later import Later
from leftopen.web.console.lent import Lending
from leftopen.web.console.patience import Patience
from leftopen.web.console.seeing import Seeing
from leftopen.web.console.sitters import Sitters
from leftopen.web.console.throttle import Throttle
from leftopen.web.console.watching import Watching
from leftopen.web.room import Room
from leftopen.web.serving import Serving

# Each password costs 64 MiB and a tenth of a second of a core.
AT_ONCE = 2


@dataclass(frozen=True, slots=True, kw_only=True)
class Manner:
    """How it is served. `port` names the cookie, because cookies do not know ports; `strict` asks everybody
    for a second factor; `names` are the host names it answers to."""

    port: int = 0
    tls: bool = False
    strict: bool = False
    names: frozenset[str] = frozenset(("127.0.0.1", "localhost", "[::1]"))

    @property
    def cookie(self) -> str:
        return "__Host-leftopen" if self.tls else f"leftopen-{self.port}"

    @property
    def way_in(self) -> str:
        """The cookie that tells a browser again before it is signed in."""
        return "__Host-leftopen-in" if self.tls else f"leftopen-in-{self.port}"

    @property
    def known(self) -> str:
        """How the cookies begin that tell a browser of somebody's again."""
        return "__Host-leftopen-known-" if self.tls else f"leftopen-known-{self.port}-"

    def party(self, host: str) -> Party | None:
        """Who asks for passkeys, where a browser asked for that host: by a name of ours, and our own port.
        None for an address: passkeys know names only."""
        name = _without_port(host)
        if name not in self.names or not _is_name(name):
            return None
        return Party(id=name, origin=self.origin(name))

    def origin(self, host: str) -> str:
        """Where our pages come from, for a host of `names`."""
        scheme, usual = ("https", 443) if self.tls else ("http", 80)
        return f"{scheme}://{_without_port(host)}{'' if self.port == usual else f':{self.port}'}"


def _without_port(host: str) -> str:
    return re.sub(r":[0-9]{1,5}$", "", host).lower()


def _is_name(host: str) -> bool:
    """No address: those end in a digit, or have brackets."""
    return bool(host) and host[-1].isalpha() and "*" not in host


@dataclass(frozen=True, slots=True, kw_only=True)
class House:
    """`serving` is the API's half of the same server; `challenges` what passkeys and the issuer answer;
    `slow` the room for passwords."""

    serving: Serving
    manner: Manner
    sitters: Sitters
    throttle: Throttle
    patience: Patience
    kept: Kept
    later: Later
    challenges: Challenges
    issuer: Issuer | None
    lending: Lending = field(default_factory=Lending)
    watching: Watching = field(default_factory=Watching)
    seeing: Seeing = field(default_factory=Seeing)
    slow: asyncio.Semaphore = field(default_factory=lambda: asyncio.Semaphore(AT_ONCE))

    @property
    def desk(self) -> Desk:
        return self.serving.desk

    @property
    def room(self) -> Room:
        """For what asks the engine: shared with the API."""
        return self.serving.room


def house(serving: Serving, manner: Manner) -> House:
    """Raises BadSetting."""
    desk = serving.desk
    kept = Kept(monotonic=desk.monotonic)
    return House(
        serving=serving,
        manner=manner,
        sitters=sitters.of(desk),
        throttle=Throttle(monotonic=desk.monotonic),
        patience=Patience(monotonic=desk.monotonic),
        kept=kept,
        later=Later(kept=kept),
        challenges=Challenges(clock=desk.clock),
        issuer=issuer.of(desk.settings, desk.monotonic),
    )
