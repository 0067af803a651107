"""public-inbox's web pages (1.x): its listing of inboxes, its manifest, an inbox's topics.

An inbox may be missing in both listings and still be served; such a name is not guessed.
"""

from __future__ import annotations

import html
import re
from dataclasses import dataclass
from datetime import UTC, datetime

from leftopen.formats import partial_json
from leftopen.formats.banner import text
from leftopen.formats.mail_date import form
from leftopen.formats.sample_selection import Item
from leftopen.model.channel import Reply
from leftopen.wire.http.inflate import inflate

MANIFEST = "/manifest.js.gz"
MOST_INBOXES = 3
LARGEST = 65536

# Hours before ten have a space as their first character (`%k`).
_LISTED = re.compile(
    r"(?:^|>)\* (\d{4}-\d\d-\d\d [ \d]\d:\d\d) - <a\s{0,3}href=\"(?:https?:)?(?://[^\"/\s]{1,255})?(/?[\w.~/-]{1,200})\"",
    re.MULTILINE | re.ASCII,
)
_REPOSITORY = re.compile(r"((?:/[\w.~-]{1,100}){1,4}?)(?:/git/\d{1,4}\.git)?", re.ASCII)
_TOPIC = re.compile(
    r"<a\s{0,3}href=\"([^\"/?#\s]{1,300})/T/#[^\"\s]{0,80}\">([^<]{0,500})</a>\s{0,8}"
    r"(\d{4}-\d\d-\d\d [ \d]\d:\d\d) UTC(?:\s{1,4}\((\d{1,6})\+? messages\))?",
    re.ASCII,
)
_PLAIN = re.compile(r"[!-~]{1,300}")
_MARKS = (b"This is a listing of public inboxes", b'href="_/text/mirror/">mirror')
_STAMP = "%Y-%m-%d %H:%M"


@dataclass(frozen=True, slots=True, kw_only=True)
class Inbox:
    """`path` begins and ends with a slash; `modified` is the date of its newest mail, where told."""

    path: str
    modified: datetime | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Topic:
    """One thread. `path` of its first mail within the inbox; in memory only."""

    path: str
    subject: str
    at: datetime | None
    messages: int


def is_listing(reply: Reply) -> bool:
    """The front page, also the 404 that it is while no inbox is listed."""
    return reply.status in (200, 404) and _MARKS[0] in reply.body[:LARGEST]


def is_index(reply: Reply) -> bool:
    """An inbox's page, also the 404 that it is while the inbox is empty."""
    return reply.status in (200, 404) and _MARKS[1] in reply.body[:LARGEST]


def inboxes(reply: Reply) -> tuple[Inbox, ...]:
    """The inboxes that the front page or the manifest names, newest first, without duplicates; at most
    100."""
    found = _of_manifest(reply) if reply.body.startswith(b"\x1f\x8b") else _of_page(reply)
    found.sort(key=lambda inbox: inbox.modified or datetime(1970, 1, 1, tzinfo=UTC), reverse=True)
    return tuple({inbox.path: inbox for inbox in reversed(found)}.values())[::-1][:100]


def topics(reply: Reply) -> tuple[Topic, ...]:
    """The threads of one index page (at most 500)."""
    if not is_index(reply):
        return ()
    found: list[Topic] = []
    for match in _TOPIC.finditer(text(reply.body[:LARGEST])[0]):
        path = html.unescape(match[1])
        if len(found) < 500 and _PLAIN.fullmatch(path) and not set(path) & set("/?#"):
            subject = html.unescape(match[2])
            found.append(
                Topic(path=path, subject=subject, at=form(match[3], _STAMP), messages=int(match[4] or 1))
            )
    return tuple(found)


def items(reply: Reply, inbox: str) -> tuple[Item, ...]:
    """The threads of one index page, for the selection; the key is the raw mail's path."""
    return tuple(Item(key=f"{inbox}{topic.path}/raw", label=topic.subject) for topic in topics(reply))


def has_more(reply: Reply) -> bool:
    """Does the index continue with older pages (or was it cut)?"""
    return reply.cut or b"rel=next" in reply.body[:LARGEST] or b'rel="next"' in reply.body[:LARGEST]


def mail(reply: Reply) -> bytes:
    """The message, without the mbox line before it."""
    if reply.status != 200:
        return b""
    first, _, rest = reply.body.partition(b"\n")
    return rest if first.startswith(b"From mboxrd@z") else reply.body


def _of_page(reply: Reply) -> list[Inbox]:
    if not is_listing(reply):
        return []
    found = _LISTED.finditer(text(reply.body[:LARGEST])[0])
    return [Inbox(path=_path(match[2]), modified=form(match[1], _STAMP)) for match in found]


def _of_manifest(reply: Reply) -> list[Inbox]:
    answer = partial_json.whole(inflate(reply.body, "gzip", LARGEST)[0]) if reply.status == 200 else None
    found = []
    for name, entry in list(answer.items())[:1000] if isinstance(answer, dict) else ():
        fits = _REPOSITORY.fullmatch(name)
        if fits and isinstance(entry, dict) and "fingerprint" in entry:
            stamp = entry.get("modified")
            known = type(stamp) is int and 0 < stamp < 4_000_000_000
            modified = datetime.fromtimestamp(stamp, UTC) if known and isinstance(stamp, int) else None
            found.append(Inbox(path=_path(fits[1]), modified=modified))
    return found


def _path(answer: str) -> str:
    parts = [part for part in answer.split("/") if part not in ("", ".", "..")]
    return f"/{'/'.join(parts)}/" if parts else "/"
