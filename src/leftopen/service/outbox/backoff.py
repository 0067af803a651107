"""How long a message waits after a failed try: twice as long each time, with jitter, for about three days."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

ATTEMPTS = 14
FIRST = timedelta(minutes=1)
LONGEST = timedelta(hours=12)


def pause(attempts: int, random: Callable[[], float], asked: float = 0.0) -> timedelta:
    """The pause after so many failed tries: half to one and a half times the usual one, so that many messages
    to one server don't come back together. `random` gives 0 to 1; `asked`: the seconds that the other side
    wants at least, up to the longest pause."""
    usual: timedelta = min(FIRST * 2 ** min(attempts - 1, 20), LONGEST)
    return max(usual * (0.5 + random()), timedelta(seconds=min(max(asked, 0.0), LONGEST.total_seconds())))
