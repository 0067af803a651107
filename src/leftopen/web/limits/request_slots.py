"""The slot of a request in progress: it belongs to the client's network until the request is authenticated,
and then to its user or key."""

from __future__ import annotations

from collections import Counter, OrderedDict
from dataclasses import dataclass, field

from starlette.exceptions import HTTPException
from starlette.types import Scope

from leftopen.web.limits.fair_share import FairShare

SEAT = "leftopen.seat"
MOST_AT_ONCE = 64
RETRY_S = "1"
MOST_MET = 10_000
TOO_MANY = "Too many questions at once: wait a second"


def too_many() -> HTTPException:
    return HTTPException(429, TOO_MANY, {"Retry-After": RETRY_S})


@dataclass(slots=True)
class RequestSlots:
    """Of one event loop. Whoever is not known yet says by a key or a cookie who they would be, which anybody
    can make up: so the strangers of one network together have no more than what they leave free. What proved
    true once is `met`, and no stranger's any more; the longest unseen are forgotten first."""

    shares: FairShare = field(default_factory=lambda: FairShare(MOST_AT_ONCE))
    strangers: Counter[str] = field(default_factory=Counter)
    met: OrderedDict[str, None] = field(default_factory=OrderedDict)

    def take(self, place: str, claim: str) -> RequestSlot | None:
        """None where no slot is free for them."""
        free = self.shares.most - self.shares.taken
        holder, stranger = f"{place} {claim}", claim not in self.met
        if (stranger and self.strangers[place] >= max(1, free)) or not self.shares.take(holder):
            return None
        if stranger:
            self.strangers[place] += 1
        return RequestSlot(seats=self, holder=holder, place=place if stranger else None, claim=claim)

    def meet(self, claim: str) -> None:
        if claim:
            self.met[claim] = None
            self.met.move_to_end(claim)
            while len(self.met) > MOST_MET:
                self.met.popitem(last=False)

    def no_stranger(self, place: str) -> None:
        self.strangers[place] -= 1
        if not self.strangers[place]:
            del self.strangers[place]


@dataclass(slots=True, kw_only=True)
class RequestSlot:
    """`holder` whose it is now; `place` None once it is known who asks; `claim` what the question said."""

    seats: RequestSlots
    holder: str
    place: str | None
    claim: str = ""
    free: bool = False

    def known(self, who: str) -> None:
        """Assigns the slot to the user or key. Raises HTTPException 429 where that has its share already."""
        if self.free:
            return
        self.seats.meet(self.claim)
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


def mark_authenticated(scope: Scope, who: str) -> None:
    """Marks the request as authenticated. Raises HTTPException 429 where the holder has its share already."""
    seat = scope.get(SEAT)
    if isinstance(seat, RequestSlot):
        seat.known(who)
