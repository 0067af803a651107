"""Calendars and address books that anyone may read (CalDAV, CardDAV: Radicale, Baikal and their like).

Asks what "/" is (PROPFIND), what lies in it, then in at most four of the users' folders, and in at most four
of the calendars and address books there: how many entries and how large. Names are read in memory, to go on;
none is kept. No entry is opened: appointments and addresses are personal data, whosoever they are.

    metadata   that "/" answers without a password, and that it is for calendars
    listing    users' folders, calendars, entries, their sizes and dates

Open: a `multistatus` for "/" of a server that says it keeps calendars or address books. *Data* when entries
are listed, *empty* when there are no folders or only empty calendars, *metadata* when only folders show.
Closed: 401, 403, or no such service any more (404, 405, 501). Radicale's page `/.web/` proves nothing: it
is shown with a password and without. A server that takes too long over a very large calendar stays unknown.

False positives: a calendar that is published on purpose (holidays, opening hours).
"""

from __future__ import annotations

import re

from leftopen.model.channel import Channel, Reply
from leftopen.model.check import Check, CheckReplies, Replies, Translation
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
    """Radicale, or a web server that says in its headers that it keeps calendars."""
    if observation.module not in ("http", "https"):
        return False
    return observation.product == "Radicale" or _HINT.search(observation.data[:16384]) is not None


async def run(observation: Observation, channel: Channel) -> CheckReplies:
    """Replies: what "/" is, what lies in it, in the users' folders, in the calendars."""
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
    """By the first answer alone whether it is open; what lies in it only adds to the count."""
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
        return opened(ExposureKind.METADATA, "it answers to PROPFIND; nothing was listed")
    held, items, folders = _below(pages)
    said = format_count(len(held), "calendar or address book", "calendars and address books")
    if items:
        return opened(ExposureKind.DATA, f"{format_count(len(items), 'entry', 'entries')} listed; {said}")
    looked_into = {dav.folder(page) for page in pages}
    if all(entry.path in looked_into for entry in (*held, *folders)):
        return opened(ExposureKind.EMPTY, said if held else "no calendars")
    return opened(ExposureKind.METADATA, f"{said}; no entry was seen")


def measure(replies: Replies) -> Size:
    """Entries that were listed, and the bytes of the calendars and address books by the server's word."""
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
    title="Calendars and address books that anyone can read",
    remedy=(
        "Radicale: in its config `[auth] type = htpasswd`, `htpasswd_filename = /etc/radicale/users`, "
        "`htpasswd_encryption = bcrypt`; `[rights] type = owner_only`; users by `htpasswd -B -c "
        "/etc/radicale/users NAME`; then `systemctl restart radicale`. A rights file that gives anything to "
        "`user: .*` lets visitors without a name in: write `.+`. Listen inside (`[server] hosts = "
        "127.0.0.1:5232`) behind a web server with TLS."
    ),
    french=Translation(
        title="Agendas et carnets d’adresses que chacun peut lire",
        remedy=(
            "Radicale : dans sa configuration `[auth] type = htpasswd`, `htpasswd_filename = "
            "/etc/radicale/users`, `htpasswd_encryption = bcrypt` ; `[rights] type = owner_only` ; les "
            "utilisateurs par `htpasswd -B -c /etc/radicale/users NAME` ; puis `systemctl restart "
            "radicale`. Un fichier de droits qui accorde quoi que ce soit à `user: .*` laisse entrer les "
            "visiteurs sans nom : écrire `.+`. N’écouter qu’à l’intérieur (`[server] hosts = "
            "127.0.0.1:5232`), derrière un serveur web avec TLS."
        ),
    ),
    severity=Severity.HIGH,
    references=(
        "https://radicale.org/v3.html#authentication",
        "https://radicale.org/v3.html#rights",
        "https://www.rfc-editor.org/rfc/rfc4791#section-11",
    ),
    requests=2 + USERS + COLLECTIONS,
    sized_by="entries of at most four calendars or address books, bytes by their getcontentlength",
    applies=applies,
    run=run,
    judge=judge,
    measure=measure,
    control=True,
)
