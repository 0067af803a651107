"""Texts of the console that a key or a value chooses, and what it writes in the user's language: numbers,
sizes, durations."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from functools import lru_cache, partial

from leftopen.model.packaged import read_toml
from leftopen.present import case_words, intervals
from leftopen.present.humanize import format_bytes
from leftopen.translate import ENGLISH, languages, number, translate

_TEXTS = read_toml("leftopen.web.console.view", "i18n")
SAID: Mapping[str, str] = _TEXTS["results"]
"""The result of the last action. The page chooses it by its key, so that no URL can put text into a page."""

UNWELL = {
    "records": "Nothing can be stored.",
    "disk": "The disk is full.",
    "inodes": "The disk can hold no more files.",
    "temp": "The disk has no space for temporary files.",
    "clock": "The clock is wrong.",
    "engine": "The search engine does not work.",
    "worker": "No worker is running.",
    "monitors": "Monitors do not run.",
    "jobs": "A job keeps failing.",
    "messages": "Messages are not sent.",
    "retention": "Old data is not deleted.",
    "backup": "There is no recent backup.",
    "chain": "The event chain is broken.",
    "authorisations": "The authorisation of a monitor's targets has expired.",
    "heartbeat": "The heartbeat does not arrive.",
}
"""What each check of the health says when it fails."""

LABELS: Mapping[str, str] = {
    **{state.value: words for state, words in case_words.STATES.items()},
    **{kind.value: words for kind, words in case_words.EVENTS.items()},
    **_TEXTS["labels"],
}
"""Values of the model whose display name is not the value itself."""


def bounds(language: str, least: int, most: int | None) -> str:
    """`38 to 51`; `most` None: it is not known."""
    if most is None:
        return translate(language, "at least {span}, at most not known", span=number(language, least))
    return translate(
        language, "{least} to {most}", least=number(language, least), most=number(language, most)
    )


def size(language: str, count: int) -> str:
    amount, unit = format_bytes(count).split()
    shown = number(language, float(amount) if "." in amount else int(amount))
    return f"{shown} {translate(language, unit)}"


def span(language: str, length: timedelta) -> str:
    """`17 days`: in the largest unit that gives at least two, rounded down."""
    return intervals.format_span(length, partial(translate, language))


def interval(language: str, lower: timedelta, upper: timedelta | None) -> str:
    """A duration between its bounds: `3 to 5 days`."""
    return intervals.format_interval(lower, upper, partial(translate, language))


def ago(language: str, at: datetime, now: datetime) -> str:
    if at > now:
        return translate(language, "in {span}", span=span(language, at - now))
    return translate(language, "{span} ago", span=span(language, now - at))


def moment(at: datetime) -> str:
    """The same in every language: year first, UTC."""
    return f"{at.astimezone(UTC):%Y-%m-%d %H:%M:%S} UTC"


def preferred_language(header: str) -> str:
    """The preferred language of the browser; English when it states none."""
    return _preferred(header[:200])


@lru_cache(maxsize=256)
def _preferred(header: str) -> str:
    for part in header.split(","):
        code = part.partition(";")[0].strip().lower()[:2]
        if code in languages():
            return code
    return ENGLISH


def label(language: str, value: str) -> str:
    """The display name of a value of the model, such as `case_manager` or `said_closed`."""
    return translate(language, LABELS.get(value, value.replace("_", " ")))
