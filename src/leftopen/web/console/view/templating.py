"""Renders pages from templates. Every value is escaped here, and control characters are shown by their
codes."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from datetime import datetime
from functools import cache, partial
from pathlib import Path

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from markupsafe import Markup
from starlette.responses import HTMLResponse, Response

from leftopen import __version__, catalogue
from leftopen.present.humanize import last_day
from leftopen.present.printable import printable
from leftopen.translate import language_name, languages, ngettext, number, translate
from leftopen.web.console.http.urls import with_query
from leftopen.web.console.view import i18n, template_filters
from leftopen.web.console.view.check_titles import check_title
from leftopen.web.console.view.pictures import charts

LONGEST = 2000
STATIC = Path(__file__).parents[1] / "static"


def page(template: str, status: int, language: str, now: datetime, values: Mapping[str, object]) -> Response:
    """`values`: the data of this page, in addition to the common values."""
    text = _pages().get_template(template).render(**_around(language, now), status=status, **values)
    return HTMLResponse(text, status_code=status, headers={"Vary": "Cookie"})


def _around(language: str, now: datetime) -> dict[str, object]:
    """Values that every template may use."""
    return {
        "language": language,
        "now": now,
        "version": __version__,
        "languages": {code: language_name(code) for code in languages()},
        "_": partial(translate, language),
        "ngettext": partial(ngettext, language),
        "number": partial(number, language),
        "bounds": partial(i18n.bounds, language),
        "size": partial(i18n.size, language),
        "span": partial(i18n.span, language),
        "ago": lambda at: i18n.ago(language, at, now),
        "moment": i18n.moment,
        "last_day": last_day,
        "time_of": datetime.fromisoformat,
        "label": partial(i18n.label, language),
        "check_title": partial(check_title, language),
        "kind_title": partial(_kind_title, language),
        "static": static,
        "with_query": with_query,
        "charts": charts,
    }


def _kind_title(language: str, name: str) -> str:
    """Of a kind of data; the name itself for one that this version does not know."""
    return catalogue.detector_label(name).text(language) if name in catalogue.detectors() else name


@cache
def static(name: str) -> str:
    """The URL, which changes with the contents."""
    digest = hashlib.sha256((STATIC / name).read_bytes()).hexdigest()
    return f"/static/{name}?v={digest[:16]}"


@cache
def _pages() -> Environment:
    made = Environment(
        loader=FileSystemLoader(Path(__file__).parents[1] / "templates"),
        autoescape=True,
        undefined=StrictUndefined,
        finalize=_shown,
        trim_blocks=True,
        lstrip_blocks=True,
        auto_reload=False,
    )
    made.filters |= template_filters.FILTERS
    return made


def _shown(value: object) -> object:
    if value is None:
        return ""
    if isinstance(value, Markup) or not isinstance(value, str):
        return value
    if len(value) <= LONGEST and value.isascii() and value.isprintable():
        return value
    return printable(value, LONGEST, lines=True)
