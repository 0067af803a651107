"""Writes Atom feeds (RFC 4287). Pure."""

from __future__ import annotations

import uuid
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from feedgenerator import Atom1Feed


@dataclass(frozen=True, slots=True, kw_only=True)
class AtomEntry:
    """`id` is any text that names this entry for ever; `title` is plain text without control characters;
    `at` is aware; `link` a URL; `category` one word."""

    id: str
    title: str
    link: str
    at: datetime
    category: str


def atom_feed(title: str, link: str, own: str, entries: Sequence[AtomEntry], now: datetime) -> str:
    """The entries in their order. `link` is the page for people and the feed's id, `own` the URL of the feed,
    `now` its time when it has no entries."""
    feed = Atom1Feed(title=title, link=link, description=None, feed_url=own, author_name="leftopen")
    feed.latest_post_date = lambda: max((one.at for one in entries), default=now)
    for one in entries:
        feed.add_item(
            title=one.title, link=one.link, description=None, unique_id=_urn(one.id), updateddate=one.at,
            categories=(one.category,),
        )  # fmt: skip
    return str(feed.writeString("utf-8"))


def _urn(id: str) -> str:
    return uuid.uuid5(uuid.NAMESPACE_OID, id).urn
