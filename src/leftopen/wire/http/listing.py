"""Parses directory listings of web servers: Python's http.server, nginx, lighttpd, Apache and similar ones.

It needs two signs, the title and the heading. File names are read for choosing and for navigation; they stay
in memory: no stored value may hold one.
"""

from __future__ import annotations

import html
import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from functools import lru_cache

from leftopen.formats.banner import text
from leftopen.formats.mail_date import form
from leftopen.model.channel import Reply

LARGEST = 65536
MOST = 2000
REMEMBERED = 64
"""The number of replies that are read once: a check wants those of a page for the next folders, for the
verdict, for the size and for the names."""

_SAYS = r"\s{0,4}(?:Index of|Directory listing for|Directory Listing of) (/[^<]{0,1024})"
_SAID = re.compile(_SAYS, re.IGNORECASE)
_TITLE = re.compile(rf"<title>{_SAYS}", re.IGNORECASE)
_HEADING = re.compile(rf"<h[12][^>]{{0,80}}>{_SAYS}", re.IGNORECASE)
_NAMED = re.compile(r"((?:Index of|Directory listing (?:for|of)|Listing of)) ", re.IGNORECASE)
_HREF = re.compile(
    r"\s{0,4}(?:[a-z]{1,8}=\"[^\"]{0,40}\"\s{1,4}){0,2}href=[\"']([^\"'<>]{1,1024})[\"']", re.IGNORECASE
)
_NAME = re.compile(r"[!-~]{1,1024}")
_ENCODED_CONTROL = re.compile(r"%(?:[01][0-9a-f]|7f)", re.IGNORECASE)
_SUFFIX = re.compile(r"\.([a-z0-9]{1,8})$")
_DATES = (
    (re.compile(r"(\d\d-[A-Z][a-z]{2}-\d{4} \d\d:\d\d)"), "%d-%b-%Y %H:%M"),
    (re.compile(r"(\d{4}-[A-Z][a-z]{2}-\d\d \d\d:\d\d:\d\d)"), "%Y-%b-%d %H:%M:%S"),
    (re.compile(r"(\d{4}-\d\d-\d\d \d\d:\d\d)"), "%Y-%m-%d %H:%M"),
)
_EXACT = re.compile(r"data-value=\"(\d{1,15})\"")
_ROUNDED = re.compile(r"(?:^|[\s>])(\d{1,15}(?:\.\d{1,3})?)\s?([KMGT]?)i?B?\s{0,20}(?:$|<|\s)", re.IGNORECASE)
_UNITS = {"": 0, "K": 1, "M": 2, "G": 3, "T": 4}


@dataclass(frozen=True, slots=True, kw_only=True)
class ListingEntry:
    """`href` as printed, a single relative step (a folder's ends with a slash); `kind` the suffix in lower
    case or ''; `size` in bytes, rounded where the server rounds."""

    href: str
    kind: str = ""
    size: int | None = None
    modified: datetime | None = None

    @property
    def folder(self) -> bool:
        return self.href.endswith("/")


def is_listing(reply: Reply) -> bool:
    """A success whose title and heading both name the same path: an `Index of terms` is a page."""
    return reply.status == 200 and bool(_folder(reply.body))


def path(reply: Reply) -> str:
    """The listed folder by its title, with a final slash; '' when it is no listing."""
    return _folder(reply.body) if reply.status == 200 else ""


@lru_cache(maxsize=REMEMBERED)
def _folder(body: bytes) -> str:
    page = text(body[:LARGEST])[0]
    title = _TITLE.search(page[:8192])
    heading = _HEADING.search(page) if title is not None else None
    if title is None or heading is None or title[1].strip() != heading[1].strip():
        return ""
    return html.unescape(title[1]).strip().rstrip("/") + "/"


def is_title(title: str) -> bool:
    """Is this the title of a listing? (Its heading must match too.)"""
    return _SAID.match(title) is not None


def without_path(title: str) -> str:
    """A listing's title without the path at its end: `Index of /…`. Any other title unchanged."""
    says = _NAMED.match(title)
    bare = says is None or title[says.end() :] in ("/", "")
    return title if says is None or bare else f"{says[1]} /…"


def entries(reply: Reply) -> tuple[ListingEntry, ...]:
    """The entries below itself, without duplicates; () when it is no listing. At most 2000. The last one on a
    page that was cut is left out: half of its size may be missing."""
    return _entries(reply.body, reply.cut) if is_listing(reply) else ()


@lru_cache(maxsize=REMEMBERED)
def _entries(body: bytes, cut: bool) -> tuple[ListingEntry, ...]:
    found: dict[str, ListingEntry] = {}
    anchors = list(_anchors(text(body[:LARGEST])[0]))
    for href, tail in anchors[:-1] if cut else anchors:
        if len(found) < MOST and _is_step(href):
            found.setdefault(href, _entry(href, tail))
    return tuple(found.values())


def _anchors(page: str) -> Iterator[tuple[str, str]]:
    """(href, the text after the anchor up to the next one) of each."""
    for part in page.split("<a")[1 : MOST * 3]:
        fits = _HREF.match(part)
        if fits:
            yield html.unescape(fits[1]), part[fits.end() :].partition("</a>")[2][:400]


def _is_step(href: str) -> bool:
    """One step down: no parent, no other host, no sorting link, no character that a path can't hold."""
    bare = href.removesuffix("/").removeprefix("./")
    # Percent-encoded dots are traversal too.
    climbs = bare.lower().replace("%2e", ".") in ("", ".", "..")
    return (
        bool(_NAME.fullmatch(href))
        and not climbs
        and not set(bare) & set("/?#:\\")
        and "%2f" not in bare.lower()
        and not _ENCODED_CONTROL.search(bare)
    )


def _entry(href: str, tail: str) -> ListingEntry:
    kind = _SUFFIX.search(href.lower())
    date, modified = _date(tail)
    return ListingEntry(
        href=href,
        kind=kind[1] if kind else "",
        size=None if href.endswith("/") else _size(tail, date),
        modified=modified,
    )


def _date(tail: str) -> tuple[re.Match[str] | None, datetime | None]:
    for pattern, spelled in _DATES:
        if fits := pattern.search(tail):
            return fits, form(fits[1], spelled)
    return None, None


def _size(tail: str, date: re.Match[str] | None) -> int | None:
    """The exact size, else the number after the date."""
    if exact := _EXACT.search(tail):
        return int(exact[1])
    fits = _ROUNDED.search(tail, date.end()) if date else None
    return int(float(fits[1]) * 1024 ** _UNITS[fits[2].upper()]) if fits else None
