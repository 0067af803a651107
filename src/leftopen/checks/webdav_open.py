"""A WebDAV share that lists its files to anyone.

Asks what "/" is (PROPFIND), and then what lies in it and in the folders below, those that look like mail
first, at most eleven, three levels deep (mail six); of each file three properties: its kind, its size, its
date. Names are read in memory, to count, to go on and to choose; none of them is kept. All of it stays within
the 64 KiB of a look, 16 KiB an answer.

    metadata   that "/" answers to PROPFIND without a password
    listing    which files there are, their sizes and dates
    sample     at most eight files, chosen by name and by what is left of the 64 KiB, in memory

Open: a `multistatus` for "/". Closed: 401, a login, 403, or no WebDAV any more (405, 501, or a page instead).
Whether strangers may also write can't be known without trying; most shares that ask for no password let them.
A share that begins below "/" is not found: names that nobody told are not tried.

False positives: files that are published on purpose; calendars are for `caldav_open`.
"""

from __future__ import annotations

import re

from leftopen.formats import mail_folders
from leftopen.formats.file_totals import listed_size
from leftopen.formats.mail_files import File, mail_files
from leftopen.formats.sample_selection import READABLE, Item
from leftopen.model.channel import Channel, Reply
from leftopen.model.check import Check, CheckReplies, Replies, Translation
from leftopen.model.mail import MailFiles
from leftopen.model.observation import Observation
from leftopen.model.read_level import ReadLevel
from leftopen.model.sample import NOTHING, Sample
from leftopen.model.severity import Severity
from leftopen.model.size import Size
from leftopen.model.verdict import ExposureKind, Reason, Verdict, closed, opened, unknown
from leftopen.present.humanize import format_count
from leftopen.wire import dav
from leftopen.wire.http import folder_walk
from leftopen.wire.http.http_denial import denial
from leftopen.wire.http.sample_fetch import HEAD, fetched

FOLDERS = 11
SAMPLED = 8
PAGE = 16 * 1024

PRODUCTS = frozenset({"WsgiDAV", "rclone", "SabreDAV"})
_HINT = re.compile(
    r"^(?:dav|ms-author-via|x-sabre-version):|^allow:[^\n]{0,300}\bPROPFIND\b"
    r"|^(?:server|www-authenticate):[^\n]{0,300}\b(?:web)?dav\b",
    re.IGNORECASE | re.MULTILINE,
)


def applies(observation: Observation) -> bool:
    """A web server that speaks of WebDAV in its name or its headers: to ask all of them would cost every
    ordinary page one more question."""
    if observation.module not in ("http", "https"):
        return False
    return observation.product in PRODUCTS or _HINT.search(observation.data[:16384]) is not None


async def run(observation: Observation, channel: Channel) -> CheckReplies:
    """Replies: what "/" is, then what lies in it and in the folders below."""
    front = await dav.found(channel, "/", depth=0, limit=PAGE)
    if not dav.is_answer(front) or not channel.level.allows(ReadLevel.LISTING):
        return CheckReplies(replies=(front,))
    pages = await folder_walk.visited(
        channel,
        lambda path: dav.found(channel, path, depth=1, limit=PAGE),
        _folders,
        most=FOLDERS,
        room=2 * PAGE + HEAD,
    )
    sample = await _sample(channel, pages) if channel.level.allows(ReadLevel.SAMPLE) else NOTHING
    return CheckReplies(replies=(front, *pages.values()), sample=sample)


def _folders(path: str, page: Reply) -> list[str]:
    """Of an answer that is about what was asked for; another's folders are not gone into."""
    below = dav.entries(page) if dav.folder(page) == path else ()
    return [entry.path for entry in below if entry.folder and mail_folders.within(entry.path)]


async def _sample(channel: Channel, pages: dict[str, Reply]) -> Sample:
    room = min(READABLE, channel.left - HEAD)
    items = tuple(
        Item(key=entry.path, label=entry.name, size=entry.size)
        for path, page in pages.items()
        for entry in (dav.entries(page) if dav.folder(page) == path else ())
        if not entry.folder and (entry.size or 0) <= room
    )
    return await fetched(channel, items, SAMPLED)


def judge(replies: Replies) -> Verdict:
    """By the first answer alone whether it is open; what lies in it only adds to the count."""
    front = replies[0] if replies else None
    if not isinstance(front, Reply):
        return unknown(Reason.CUT if front is None else Reason.OTHER_PROTOCOL)
    if dav.is_answer(front):
        return _opened(replies[1:])
    refused = denial(front)
    if refused:
        return refused
    if front.status in (404, 405, 410, 501) or (front.status == 200 and front.body and not front.cut):
        return closed(Reason.NOT_SERVED, f"HTTP {front.status}, no WebDAV")
    return unknown(Reason.NOT_UNDERSTOOD, said=f"HTTP {front.status}")


def _opened(listed: Replies) -> Verdict:
    pages = _pages(listed)
    if not pages:
        return opened(ExposureKind.METADATA, "it answers to PROPFIND; nothing was listed")
    below = [entry for page in pages for entry in dav.entries(page)]
    folders = sum(entry.folder for entry in below)
    files = len(below) - folders
    if not below:
        return opened(ExposureKind.EMPTY, "an empty folder")
    said = f"{format_count(files, 'file')} and {format_count(folders, 'folder')}"
    seen = ExposureKind.DATA if files else ExposureKind.METADATA
    return opened(seen, f"{said} in {format_count(len(pages), 'answer')}")


def measure(replies: Replies) -> Size:
    """Files and their sizes as listed. A lower bound when an answer was cut, or a folder was not opened."""
    pages = _pages(replies[1:])
    if not pages:
        return Size()
    folders = sum(entry.folder for page in pages for entry in dav.entries(page))
    missed = len(pages) - 1 < folders or any(dav.is_cut(page) for page in pages)
    return listed_size(_files(pages), at_least=missed)


def mail(replies: Replies) -> tuple[MailFiles, ...]:
    """Mail among the listed files."""
    return mail_files(_files(_pages(replies[1:])))


def _pages(listed: Replies) -> list[Reply]:
    return [reply for reply in listed if isinstance(reply, Reply) and dav.is_answer(reply)]


def _files(pages: list[Reply]) -> list[File]:
    return [
        File(path=entry.path, size=entry.size, modified=entry.modified)
        for page in pages
        for entry in dav.entries(page)
        if not entry.folder
    ]


check = Check(
    title="A WebDAV share that anyone can list",
    remedy=(
        "Ask for a password: WsgiDAV `simple_dc: {user_mapping: {'*': {NAME: {password: SECRET}}}}` in "
        "wsgidav.yaml instead of `'*': true` or `--auth=anonymous`; rclone `rclone serve webdav --user NAME "
        "--pass SECRET`; Apache `AuthType Digest` and `Require valid-user` in the `<Directory>` with "
        "`Dav On`; nginx `auth_basic` in the location with `dav_methods`. Use it inside TLS only. Until then "
        "bind it to this machine (127.0.0.1). Look for files that nobody put there: strangers may have "
        "written."
    ),
    french=Translation(
        title="Un partage WebDAV que chacun peut lister",
        remedy=(
            "Demander un mot de passe : WsgiDAV `simple_dc: {user_mapping: {'*': {NAME: {password: "
            "SECRET}}}}` dans wsgidav.yaml au lieu de `'*': true` ou de `--auth=anonymous` ; rclone "
            "`rclone serve webdav --user NAME --pass SECRET` ; Apache `AuthType Digest` et `Require "
            "valid-user` dans le `<Directory>` qui a `Dav On` ; nginx `auth_basic` dans le bloc location "
            "qui a `dav_methods`. Ne l’utiliser que dans TLS. D’ici là, le lier à cette machine "
            "(127.0.0.1). Chercher des fichiers que personne n’y a mis : des inconnus ont pu écrire."
        ),
    ),
    severity=Severity.HIGH,
    references=(
        "https://www.rfc-editor.org/rfc/rfc4918#section-20",
        "https://wsgidav.readthedocs.io/en/latest/user_guide_configure.html",
        "https://rclone.org/commands/rclone_serve_webdav/",
    ),
    requests=2 + FOLDERS + SAMPLED,
    sized_by="number and sizes of the files in at most 12 answers of 16 KiB; a lower bound for more",
    applies=applies,
    run=run,
    judge=judge,
    measure=measure,
    mail=mail,
    control=True,
)
