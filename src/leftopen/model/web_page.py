"""A web page or API response, parsed once and offered to every shape."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from leftopen.model.channel import Reply
from leftopen.model.facts import Json


@dataclass(frozen=True, slots=True, kw_only=True)
class Link:
    """`href` as written, entities decoded; `text` of the anchor; `near` the rest of its row (table row, list
    item, or the text up to the next anchor), where a listing prints size and date."""

    href: str
    text: str = ""
    near: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Form:
    """`fields` are (type, name) of each control; `buttons` the labels of what submits it."""

    action: str = ""
    method: str = "get"
    fields: tuple[tuple[str, str], ...] = ()
    buttons: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """One of several like elements (table rows, or siblings with the same tag and class): its texts in
    order."""

    cells: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class RowGroup:
    """Like rows under one parent, at least three; `header` are the table's column titles, if any."""

    rows: tuple[Row, ...]
    header: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Page:
    """An HTML page, bounded. `text` is what a visitor reads; `scripts` are the sources of external scripts,
    `inline` the text of the others; `frames` the sources of frames; `metas` name → content; `password`
    whether a password field is shown; `buttons` the labels outside forms too; `onload` what it calls once it
    is loaded, `by_hand` what its elements call when a visitor acts (`onclick`); `embedded` the JSON of its
    scripts and attributes that is no code."""

    title: str = ""
    text: str = ""
    headings: tuple[str, ...] = ()
    links: tuple[Link, ...] = ()
    forms: tuple[Form, ...] = ()
    buttons: tuple[str, ...] = ()
    groups: tuple[RowGroup, ...] = ()
    scripts: tuple[str, ...] = ()
    inline: str = ""
    frames: tuple[str, ...] = ()
    metas: Mapping[str, str] = field(default_factory=dict)
    rels: frozenset[str] = frozenset()
    password: bool = False
    textareas: int = 0
    onload: str = ""
    by_hand: tuple[str, ...] = ()
    embedded: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    """One response of the crawl. `text` is the decoded body; `page` is set for HTML, `data` for JSON;
    `inline` is the data that stands in a page, each piece as an answer of its own."""

    path: str
    reply: Reply
    method: str = "GET"
    text: str = ""
    page: Page | None = None
    data: Json = None
    inline: tuple[Answer, ...] = ()

    @property
    def kind(self) -> str:
        """The media type in lower case, without parameters."""
        return self.reply.header("content-type").partition(";")[0].strip().lower()[:100]
