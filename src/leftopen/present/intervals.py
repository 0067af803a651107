"""Words for durations and for durations with bounds: `3 to 5 days`, `at least 10 minutes`.

One place for every language: the caller passes `say`, which translates an English text and fills in its
values.
"""

from __future__ import annotations

import math
from datetime import timedelta

from leftopen.translate import Translator, english

MOMENT, ONCE = "less than a second", "unknown (seen once)"
LEAST, MOST, BETWEEN = "at least {span}", "at most {span}", "{least} to {most}"
# Minimum seconds, seconds of one, and text of each unit, in the order in which they are tried.
_UNITS = (
    (2 * 86_400, 86_400, "{n} days"),
    (2 * 3600, 3600, "{n} hours"),
    (2 * 60, 60, "{n} minutes"),
    (2, 1, "{n} seconds"),
    (1, 1, "{n} second"),
)
TEXTS = (MOMENT, ONCE, LEAST, MOST, BETWEEN, *(text for _, _, text in _UNITS))
"""Everything that is said here, for the translations."""


def format_span(span: timedelta, say: Translator = english) -> str:
    """`less than a second`, `1 second`, `17 days`: in the largest unit with at least two, rounded down."""
    return _words(*_measured(math.floor(span.total_seconds()), up=False), say)


def format_interval(lower: timedelta, upper: timedelta | None, say: Translator = english) -> str:
    """A duration between its bounds; `upper` None: no bound is known. The lower bound is rounded down and the
    upper bound up, so that the words are never narrower than what is known. Equal bounds were measured."""
    if upper == lower:
        return format_span(lower, say)
    least = math.floor(lower.total_seconds())
    if upper is None:
        return say(LEAST, span=format_span(lower, say)) if least > 0 else say(ONCE)
    most, unit = _measured(math.ceil(upper.total_seconds()), up=True)
    if least <= 0:
        return say(MOST, span=_words(most, unit, say))
    fewest, same = _measured(least, up=False)
    if (fewest, same) == (most, unit):
        return _words(most, unit, say)
    first = str(fewest) if same == unit or unit == "{n} seconds" else _words(fewest, same, say)
    return say(BETWEEN, least=first, most=_words(most, unit, say))


def _measured(seconds: int, *, up: bool) -> tuple[int, str]:
    """The number and its unit; 0 for less than a second."""
    for least, one, text in _UNITS:
        if seconds >= least:
            return (-(-seconds // one) if up else seconds // one), text
    return 0, MOMENT


def _words(number: int, unit: str, say: Translator) -> str:
    return say(unit, n=number) if number else say(MOMENT)
