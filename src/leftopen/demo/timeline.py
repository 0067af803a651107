"""Compares the incident of February 2023 with this run, step by step, each date with its source.

The press of that month gives 8 February (listed), a weekend (found), a Sunday (notified) and a Monday
(closed); the owner's later letters give 3 to 20 February. "Days after" count from the letters' 3 February.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from leftopen.model.packaged import read_toml
from leftopen.present.humanize import format_duration

PRESS = "press of February 2023"
LETTERS = "the owner's letters, from February 2024"
_SOURCES = {"press": PRESS, "letters": LETTERS}

NOT_DONE = "did not happen"
NOT_HERE = "not part of this run"


@dataclass(frozen=True, slots=True, kw_only=True)
class TimelineRow:
    """`then` is the time in 2023, `source` its source, `here` the time in this run by hand, `by_itself` that
    in the act in which nobody types."""

    step: str
    then: str
    source: str
    here: str
    by_itself: str


_STORY = read_toml("leftopen.demo", "texts")["story"]
MOMENTS = tuple(_STORY)
ONLY_BY_ITSELF = frozenset({"answered"})
ONLY_BY_HAND = frozenset({"affected", "readers"})
LISTED = "listed"
"""The people are made up: each is on the list, and the letter is drafted; nobody is there to be told."""


def rows(run: Mapping[str, datetime], by_itself: Mapping[str, datetime]) -> list[TimelineRow]:
    """One row per step. `run` and `by_itself` hold the times of the two acts by the keys in MOMENTS; `opened`
    is required, and any other missing one is shown as not happened. Raises KeyError without `opened`,
    ValueError for an unknown key."""
    strange = sorted({*run, *by_itself} - set(MOMENTS))
    if strange:
        raise ValueError(f"no moment of the story: {', '.join(strange)}")
    return [
        TimelineRow(
            step=step,
            then=then,
            source=", and ".join(_SOURCES[one] for one in sources.split()),
            here=NOT_HERE if key in ONLY_BY_ITSELF else _time(key, run),
            by_itself=NOT_HERE if key in ONLY_BY_HAND else _time(key, by_itself),
        )
        for key, (step, then, sources) in _STORY.items()
    ]


def _time(key: str, run: Mapping[str, datetime]) -> str:
    if key == "opened":
        return "the start"
    if key not in run:
        return NOT_DONE
    word = f"{LISTED} " if key == "affected" else ""
    return f"{word}{format_duration(run[key] - run['opened'])} after"
