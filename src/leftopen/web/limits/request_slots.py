"""The slot of a request in progress: it belongs to the client's network until the request is authenticated,
and then to its user or key."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field

from starlette.exceptions import HTTPException
from starlette.types import Scope

from leftopen.web.limits.fair_share import FairShare

SEAT = "leftopen.seat"
MOST_AT_ONCE = 64
RETRY_S = "1"
TOO_MANY = "Too many questions at once: wait a second"


def too_many() -> HTTPException:
    return HTTPException(429, TOO_MANY, {"Retry-After": RETRY_S})


@dataclass(slots=True)
class RequestSlots:
    """Of one event loop. An unauthenticated request claims an identity by a key or cookie, which can be made
    up: so all such requests of one network together get no more slots than they leave free."""

    shares: FairShare = field(default_factory=lambda: FairShare(MOST_AT_ONCE))
    strangers: Counter[str] = field(default_factory=Counter)

    def take(self, place: str, claim: str) -> RequestSlot | None:
        """None where no slot is free for them."""
        free = self.shares.most - self.shares.taken
        holder = f"{place} {claim}"
        if self.strangers[place] >= max(1, free) or not self.shares.take(holder):
            return None
        self.strangers[place] += 1
        return RequestSlot(seats=self, holder=holder, place=place)

    def no_stranger(self, place: str) -> None:
        self.strangers[place] -= 1
        if not self.strangers[place]:
            del self.strangers[place]


@dataclass(slots=True, kw_only=True)
class RequestSlot:
    """`holder` is its present owner; `place` is None once the request is authenticated."""

    seats: RequestSlots
    holder: str
    place: str | None
    free: bool = False

    def known(self, who: str) -> None:
        """Assigns the slot to the user or key. Raises HTTPException 429 where that has its share already."""
        if self.free:
            return
        if not self.seats.shares.move(self.holder, who):
            raise too_many()
        self.holder = who
        self._no_stranger()

    def leave(self) -> None:
        """Releases the slot; further calls do nothing."""
        if self.free:
            return
        self.free = True
        self.seats.shares.leave(self.holder)
        self._no_stranger()

    def _no_stranger(self) -> None:
        if self.place is not None:
            self.seats.no_stranger(self.place)
            self.place = None


def known(scope: Scope, who: str) -> None:
    """Marks the request as authenticated. Raises HTTPException 429 where the holder has its share already."""
    seat = scope.get(SEAT)
    if isinstance(seat, RequestSlot):
        seat.known(who)
