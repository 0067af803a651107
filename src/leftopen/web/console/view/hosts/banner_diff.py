"""Changes of a banner: removed and added lines."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

from leftopen.model.observation import Observation, is_own, source

LINES = 3


@dataclass(frozen=True, slots=True, kw_only=True)
class BannerChange:
    """`gone` and `come`: the first lines that only one of the two banners has; `first`: no earlier banner
    exists."""

    after: Observation
    first: bool = False
    gone: Sequence[str] = ()
    come: Sequence[str] = ()


def changes(found: Sequence[Observation], most: int) -> list[BannerChange]:
    """Newest first. A difference in the clock of the server alone is not a change, nor one between two
    sources: each writes its banners in its own way."""
    services: dict[str, Observation] = {}
    sources: dict[tuple[str, bool, str], list[Observation]] = {}
    for one in sorted(found, key=lambda o: o.timestamp):
        services.setdefault(one.service, one)
        sources.setdefault((one.service, is_own(one), source(one)), []).append(one)
    made = [BannerChange(after=one, first=True) for one in services.values()]
    for answers in sources.values():
        for before, after in pairwise(answers):
            change = _change(before, after) if before.hash != after.hash else None
            made += [change] if change else []
    return sorted(made, key=lambda change: change.after.timestamp, reverse=True)[:most]


def _change(before: Observation, after: Observation) -> BannerChange | None:
    old, new = _lines(before), _lines(after)
    gone, come = [line for line in old if line not in new], [line for line in new if line not in old]
    return BannerChange(after=after, gone=gone[:LINES], come=come[:LINES]) if gone or come else None


def _lines(one: Observation) -> dict[str, None]:
    """In order; without the date header."""
    lines = (line.strip() for line in one.data.splitlines())
    return dict.fromkeys(line for line in lines if line and not line.lower().startswith("date:"))
