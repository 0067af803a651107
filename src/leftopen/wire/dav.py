"""WebDAV's response to PROPFIND (RFC 4918, 9.1 and 14.16): the content of a folder, by name, size and date.
Pure.

A response is untrusted: a name counts only where it is exactly one step below its folder, and is re-encoded
before it becomes part of a request.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from leftopen.formats import partial_xml
from leftopen.formats.mail_date import mail_date
from leftopen.formats.url_quote import decoded, encoded
from leftopen.model.channel import Channel, Reply
from leftopen.model.read_level import ReadLevel
from leftopen.wire.http.safe_requests import DAV_NAMES

FOUND = 207
LONGEST_PATH = 2000

_CALENDAR, _ADDRESSES = "calendar", "addressbook"
_FIELDS = ("href", "getcontentlength", "getlastmodified", "collection", _CALENDAR, _ADDRESSES)
_HOST = re.compile(r"https?://[^/?#]{0,300}", re.IGNORECASE)
_CONTROL = re.compile(r"[\x00-\x1f\x7f]")
_NUMBER = re.compile(r"\d{1,18}")


@dataclass(frozen=True, slots=True, kw_only=True)
class DavEntry:
    """`path` from the root, percent-encoded, a folder's with a slash at its end; `name` its last step, plain;
    `holds` is `calendar` or `addressbook` (RFC 4791, RFC 6352) or ''."""

    path: str
    name: str
    folder: bool = False
    size: int | None = None
    modified: datetime | None = None
    holds: str = ""


async def found(channel: Channel, path: str, *, depth: int, limit: int) -> Reply:
    """The response to a PROPFIND for three properties: of `path` alone (0), or also of its content (1).
    Raises TalkEnded."""
    level = ReadLevel.LISTING if depth else ReadLevel.METADATA
    return await channel.get(path, at=level, limit=limit, method="PROPFIND", depth=depth, body=DAV_NAMES)


def is_answer(reply: Reply) -> bool:
    """A 207 whose XML is a `multistatus` with at least one whole response in it."""
    return bool(_records(reply))


def is_cut(reply: Reply) -> bool:
    """Is its end missing?"""
    return reply.cut or _tree(reply).cut


def folder(reply: Reply) -> str:
    """The path of the listed folder, as the response states it: the one above all others."""
    steps = _above(_records(reply))
    return "/" + "".join(f"{encoded(step)}/" for step in steps) if steps is not None else ""


def entries(reply: Reply) -> tuple[DavEntry, ...]:
    """The content one step below that folder, without duplicates."""
    records = _records(reply)
    above = _above(records)
    found: dict[str, DavEntry] = {}
    for record in records:
        steps = _steps(record["href"])
        if steps and above == steps[:-1]:
            entry = _entry(record, steps)
            found.setdefault(entry.path, entry)
    return tuple(entry for entry in found.values() if len(entry.path) <= LONGEST_PATH)


def _above(records: list[Mapping[str, str]]) -> list[str] | None:
    named = [steps for record in records if (steps := _steps(record["href"])) is not None]
    return min(named, key=len, default=None)


def _entry(record: Mapping[str, str], steps: list[str]) -> DavEntry:
    folder = "collection" in record
    length = record.get("getcontentlength", "").strip()
    return DavEntry(
        path="".join(f"/{encoded(step)}" for step in steps) + ("/" if folder else ""),
        name=steps[-1],
        folder=folder,
        size=int(length) if _NUMBER.fullmatch(length) else None,
        modified=mail_date(record.get("getlastmodified", "").strip()),
        holds=next((kind for kind in (_CALENDAR, _ADDRESSES) if kind in record), ""),
    )


def _steps(href: str) -> list[str] | None:
    """The steps of a path or a URL, decoded; None for one with traversal, also in Windows notation, or with a
    control character."""
    steps = [decoded(step) for step in _HOST.sub("", href.strip(), count=1).split("/") if step]
    bad = any(step in (".", "..") or set(step) & set("/\\") or _CONTROL.search(step) for step in steps)
    return None if bad else steps


def _records(reply: Reply) -> list[Mapping[str, str]]:
    tree = _tree(reply)
    named = [record for record in tree.records if record.get("href")]
    return named if reply.status == FOUND and tree.root == "multistatus" else []


def _tree(reply: Reply) -> partial_xml.Tree:
    return partial_xml.read(reply.body, "response", _FIELDS)


def tells_of_calendars(reply: Reply) -> bool:
    """Does the `DAV` header announce calendars or address books?"""
    classes = {word.strip().lower() for word in reply.header("dav")[:500].split(",")}
    return bool(classes & {"calendar-access", "addressbook"})
