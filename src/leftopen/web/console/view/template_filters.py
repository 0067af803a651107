"""Template filters. Pure; the template escapes the result."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from datetime import datetime, timedelta
from typing import Any

from markupsafe import Markup, escape

from leftopen.model.observation import timestamp_guessed
from leftopen.present.merged_sources import merged_sources
from leftopen.present.printable import printable
from leftopen.query.quoting import quote_value
from leftopen.service.search.certificates import name_line
from leftopen.web.console.view import i18n

LONGEST = 100_000
_GEOMETRY = re.compile(r"[MLlZzhvaHV0-9 .,-]*")


def geometry(path: str) -> Markup:
    """The path of an SVG: geometry letters and numbers only. Raises ValueError otherwise."""
    if not _GEOMETRY.fullmatch(path):
        raise ValueError("this is no path")
    return Markup(path)  # noqa: S704  nothing in it can end an attribute


def combined(one: Mapping[str, object], other: Mapping[str, object]) -> dict[str, object]:
    return {**one, **other}


def between(bounds: Mapping[str, Any], language: str) -> str:
    """A duration with its bounds, as text."""
    upper = None if bounds["upper"] is None else timedelta(seconds=bounds["upper"])
    return i18n.interval(language, timedelta(seconds=bounds["lower"]), upper)


def cut(text: str, most: int) -> str:
    """As it is shown, limited to `most` characters: a character shown by its code counts with the length
    of the code."""
    return printable(text[: most + 1], most, lines=True)


def whole(text: str) -> Markup:
    """A text that somebody confirms or was sent, which a page must not shorten as it does others."""
    return escape(printable(text, LONGEST, lines=True))


def moment_of(text: str) -> str:
    """The time of a JSON timestamp."""
    return i18n.moment(datetime.fromisoformat(text))


FILTERS: Mapping[str, Callable[..., object]] = {
    "geometry": geometry,
    "combined": combined,
    "cut": cut,
    "whole": whole,
    "named": name_line,
    "merged_sources": merged_sources,
    "quoted": quote_value,
    "between": between,
    "moment_of": moment_of,
    "timestamp_guessed": timestamp_guessed,
}
