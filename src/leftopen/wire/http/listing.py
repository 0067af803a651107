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
from leftopen.formats.url_quote import decoded
from leftopen.model.channel import Reply
from leftopen.wire.http.pages.row_values import row_date, row_size

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
_ANCHOR = re.compile(r"<a(?=\s)", re.IGNORECASE)
_HREF = re.compile(
    r"\s{1,9}(?:[a-z-]{1,20}=(?:\"[^\"]{0,80}\"|'[^']{0,80}'|[^\s\"'<>]{1,80})\s{1,4}){0,4}"
    r"href\s?=\s?(?:\"([^\"<>]{1,1024})\"|'([^'<>]{1,1024})'|([^\s\"'<>]{1,1024}))[^<>]{0,200}>?",
    re.IGNORECASE,
)
_CLOSED = re.compile(r"</a\s?>", re.IGNORECASE)
_ROW_END = re.compile(r"</(?:tr|li|pre|ul|table)\b|<(?:hr|address)\b", re.IGNORECASE)
_MARKUP = re.compile(r"<[^<>]{0,400}>|&nbsp;")
_NAME = re.compile(r"[!-~]{1,1024}")
_ENCODED_CONTROL = re.compile(r"%(?:[01][0-9a-f]|7f)", re.IGNORECASE)
_SUFFIX = re.compile(r"\.([a-z0-9]{1,8})$")
_EXACT = re.compile(r"data-value=\"(\d{1,15})\"")
_ELSEWHERE = re.compile(r"[a-z][a-z0-9+.-]{0,20}:|//|[#?]|\.{1,2}(?:/|$)", re.IGNORECASE)
BESIDE = 400
"""Characters after a name in which its size and date stand."""


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


def is_empty(reply: Reply) -> bool:
    """Is it a listing that links to nothing below itself? Links to the folders above, to other hosts and
    those that sort are none."""
    here = path(reply)
    anchors = _anchors(text(reply.body[:LARGEST])[0]) if here else ()
    hrefs = [href for href, _ in anchors if not _ELSEWHERE.match(href)]
    return bool(here) and not reply.cut and all(here.startswith(href.rstrip("/") + "/") for href in hrefs)


@lru_cache(maxsize=REMEMBERED)
def _entries(body: bytes, cut: bool) -> tuple[ListingEntry, ...]:
    found: dict[str, ListingEntry] = {}
    here = _folder(body)
    anchors = list(_anchors(text(body[:LARGEST])[0]))
    for href, beside in anchors[:-1] if cut else anchors:
        step = _below(here, href)
        if len(found) < MOST and _is_step(step):
            found.setdefault(step, _entry(step, beside))
    return tuple(found.values())


def _anchors(page: str) -> Iterator[tuple[str, str]]:
    """(href, what stands in and behind the anchor, up to the end of its row) of each."""
    for part in _ANCHOR.split(page, maxsplit=MOST * 3)[1:]:
        if fits := _HREF.match(part):
            inside, _, behind = _partition(_CLOSED, part[fits.end() :])
            row = _partition(_ROW_END, behind)[0]
            yield html.unescape(fits[1] or fits[2] or fits[3]), f"{inside[:BESIDE]}\n{row[:BESIDE]}"


def _below(here: str, href: str) -> str:
    """The last step of an absolute path in this folder; any other as it is."""
    parent, _, last = href.removesuffix("/").rpartition("/")
    inside = href.startswith("/") and decoded(parent) + "/" == here
    return last + href[len(href.removesuffix("/")) :] if inside else href


def _partition(mark: re.Pattern[str], part: str) -> tuple[str, str, str]:
    found = mark.search(part)
    return (part[: found.start()], found[0], part[found.end() :]) if found else (part, "", "")


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


def _entry(href: str, beside: str) -> ListingEntry:
    kind = _SUFFIX.search(href.lower())
    exact = _EXACT.search(beside)
    inside, _, behind = _MARKUP.sub(" ", beside).partition("\n")
    # The name itself may hold numbers: what is glued behind it in the anchor counts, not the name.
    glued = inside.replace(html.escape(decoded(href.rstrip("/"))), " ", 1)
    near = f"{glued if glued != inside else ''} {behind}"
    size = int(exact[1]) if exact else row_size(near)
    return ListingEntry(
        href=href,
        kind=kind[1] if kind else "",
        size=None if href.endswith("/") else size,
        modified=row_date(near),
    )
