"""Calendars and address books (CalDAV, CardDAV: Radicale, Baikal and similar): readable without a password.

Requests the properties of "/" (PROPFIND) and its contents. Then requests at most four user folders, and at
most four calendars and address books in them: number of entries and their sizes. Names are read in memory to
continue; none is stored. No entry is opened: appointments and addresses are personal data.

    metadata   "/" answers without a password and serves calendars
    listing    user folders, calendars, entries, their sizes and dates

Open: a `multistatus` for "/" from a server that announces calendars or address books. *Data* when entries are
listed, *empty* when there are no folders or only empty calendars, *metadata* when only folders are listed.
Closed: 401, 403, or the service is gone (404, 405, 501). Unknown: a server that takes too long to list a very
large calendar. Radicale's page `/.web/` proves nothing: it is served with and without a password.

False positives: a calendar published on purpose (holidays, opening hours).
"""

from __future__ import annotations

import re

from leftopen.model.channel import Channel, Reply
from leftopen.model.check import Check, CheckReplies, Replies
from leftopen.model.observation import Observation
from leftopen.model.read_level import ReadLevel
from leftopen.model.severity import Severity
from leftopen.model.size import Size
from leftopen.model.verdict import ExposureKind, Reason, Verdict, closed, opened, unknown
from leftopen.present.humanize import format_count
from leftopen.wire import dav
from leftopen.wire.http.http_denial import denial

USERS = 4
COLLECTIONS = 4
PAGE = 6 * 1024

_HINT = re.compile(r"^dav:[^\n]{0,300}\b(?:calendar-access|addressbook)\b", re.IGNORECASE | re.MULTILINE)


def applies(observation: Observation) -> bool:
    """Radicale, or a web server that announces calendars in its headers."""
    if observation.module not in ("http", "https"):
        return False
    return observation.product == "Radicale" or _HINT.search(observation.data[:16384]) is not None


async def run(observation: Observation, channel: Channel) -> CheckReplies:
    """Replies: the properties of "/", its contents, the user folders, the calendars."""
    front = await dav.found(channel, "/", depth=0, limit=PAGE)
    if not _is_calendar(front) or not channel.level.allows(ReadLevel.LISTING):
        return CheckReplies(replies=(front,))
    root = await dav.found(channel, "/", depth=1, limit=PAGE)
    users = [
        await dav.found(channel, entry.path, depth=1, limit=PAGE) for entry in _folders("/", root)[:USERS]
    ]
    held = [entry for page in (root, *users) for entry in dav.entries(page) if entry.holds]
    inside = [await _within(channel, entry) for entry in held[:COLLECTIONS]]
    return CheckReplies(replies=(front, root, *users, *inside))


async def _within(channel: Channel, entry: dav.DavEntry) -> Reply:
    return await dav.found(channel, entry.path, depth=1, limit=PAGE)


def _folders(path: str, page: Reply) -> list[dav.DavEntry]:
    below = dav.entries(page) if dav.folder(page) == path else ()
    return [entry for entry in below if entry.folder and not entry.holds]


def _is_calendar(front: Reply) -> bool:
    return dav.is_answer(front) and dav.tells_of_calendars(front)


def judge(replies: Replies) -> Verdict:
    """The first response alone decides whether it is open; the others only add to the count."""
    front = replies[0] if replies else None
    if not isinstance(front, Reply):
        return unknown(Reason.CUT if front is None else Reason.OTHER_PROTOCOL)
    if _is_calendar(front):
        return _opened(replies[1:])
    refused = denial(front)
    if refused:
        return refused
    if front.status in (404, 405, 410, 501):
        return closed(Reason.NOT_SERVED, f"HTTP {front.status}, no calendars")
    return unknown(Reason.NOT_UNDERSTOOD, said=f"HTTP {front.status}")


def _opened(listed: Replies) -> Verdict:
    pages = _pages(listed)
    if not pages:
        return opened(ExposureKind.METADATA, "PROPFIND answered; nothing listed")
    held, items, folders = _below(pages)
    reply = format_count(len(held), "calendar or address book", "calendars and address books")
    if items:
        return opened(ExposureKind.DATA, f"{format_count(len(items), 'entry', 'entries')} listed; {reply}")
    looked_into = {dav.folder(page) for page in pages}
    if all(entry.path in looked_into for entry in (*held, *folders)):
        return opened(ExposureKind.EMPTY, reply if held else "no calendars")
    return opened(ExposureKind.METADATA, f"{reply}; no entries listed")


def measure(replies: Replies) -> Size:
    """Number of listed entries, and the bytes of the calendars and address books as reported by the
    server."""
    pages = _pages(replies[1:])
    if not pages:
        return Size()
    held, items, folders = _below(pages)
    looked_into = {dav.folder(page) for page in pages}
    missed = any(entry.path not in looked_into for entry in (*held, *folders))
    sizes = [entry.size for entry in held if entry.size is not None]
    when = [entry.modified for entry in items if entry.modified is not None]
    return Size(
        records=len(items),
        bytes=sum(sizes) if sizes else None,
        at_least=missed or any(dav.is_cut(page) for page in pages),
        oldest=min(when, default=None),
        newest=max(when, default=None),
    )


def _pages(listed: Replies) -> list[Reply]:
    return [reply for reply in listed if isinstance(reply, Reply) and dav.is_answer(reply)]


def _below(pages: list[Reply]) -> tuple[list[dav.DavEntry], list[dav.DavEntry], list[dav.DavEntry]]:
    """Calendars and address books, their entries, and other folders; each path once."""
    found = {entry.path: entry for page in pages for entry in dav.entries(page)}
    held = [entry for entry in found.values() if entry.holds]
    items = [entry for entry in found.values() if not entry.folder and not entry.holds]
    return held, items, [entry for entry in found.values() if entry.folder and not entry.holds]


check = Check(
    title="Calendars and address books readable without a password",
    remedy=(
        "Radicale: in its config, set `[auth] type = htpasswd`, `htpasswd_filename = /etc/radicale/users`, "
        "`htpasswd_encryption = bcrypt` and `[rights] type = owner_only`. Create users with `htpasswd -B -c "
        "/etc/radicale/users NAME`. Run `systemctl restart radicale`. A rights file that grants anything to "
        "`user: .*` admits anonymous visitors: write `.+` instead. Listen on loopback only (`[server] hosts "
        "= 127.0.0.1:5232`), behind a web server with TLS."
    ),
    severity=Severity.HIGH,
    reads=ReadLevel.LISTING,
    references=(
        "https://radicale.org/v3.html#authentication",
        "https://radicale.org/v3.html#rights",
        "https://www.rfc-editor.org/rfc/rfc4791#section-11",
    ),
    requests=2 + USERS + COLLECTIONS,
    sized_by="entries of at most four calendars or address books; bytes from getcontentlength",
    applies=applies,
    run=run,
    judge=judge,
    measure=measure,
    control=True,
    whole=False,
)
