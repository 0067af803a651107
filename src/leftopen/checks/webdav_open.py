"""WebDAV share: files listed without authentication.

Requests the properties of "/" (PROPFIND), then its contents and those of the folders below, mail folders
first: at most eleven, three levels deep (mail: six). For each file it requests three properties: kind, size
and date. Names are read in memory to count, continue and select; none is stored. Everything stays within the
64 KiB of one check, 16 KiB a response.

    metadata   "/" answers PROPFIND without a password
    listing    file names, sizes and dates
    sample     at most eight files, small and text-like ones first, within the rest of the 64 KiB, in memory;
               of archives, mail stores and other large files only the beginning

Open: a `multistatus` for "/". Closed: 401, a login page, 403, or WebDAV is gone (405, 501, or a page
instead). Writing is not tested; most shares without a password allow it. Not detected: a share that begins
below "/"; no other path is tried.

False positives: files published on purpose. Calendars belong to `caldav_open`.
"""

from __future__ import annotations

import re

from leftopen.formats import mail_folders
from leftopen.formats.file_totals import listed_size
from leftopen.formats.mail_files import File, mail_files
from leftopen.formats.sample_selection import Item
from leftopen.model.channel import Channel, Reply
from leftopen.model.check import Check, CheckReplies, Replies
from leftopen.model.mail import MailFiles
from leftopen.model.observation import Observation
from leftopen.model.read_level import ReadLevel
from leftopen.model.remedy import Remedy
from leftopen.model.sample import NOTHING, Sample
from leftopen.model.severity import Severity
from leftopen.model.size import Size
from leftopen.model.verdict import ExposureKind, Reason, Verdict, closed, opened, unknown
from leftopen.present.humanize import format_count
from leftopen.wire import dav
from leftopen.wire.http import folder_walk
from leftopen.wire.http.http_denial import denial
from leftopen.wire.http.reading_links import Kind, promises_reading
from leftopen.wire.http.sample_fetch import HEAD, fetch_sample

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
    """A web server that mentions WebDAV in its name or its headers. Testing all web servers would cost each
    ordinary page one more request."""
    if observation.module not in ("http", "https"):
        return False
    return observation.product in PRODUCTS or _HINT.search(observation.data[:16384]) is not None


async def run(observation: Observation, channel: Channel) -> CheckReplies:
    """Replies: the properties of "/", then its contents and those of the folders below."""
    front = await dav.found(channel, "/", depth=0, limit=PAGE)
    if not dav.is_answer(front) or not channel.level.allows(ReadLevel.LISTING):
        return CheckReplies(replies=(front,))
    pages = await folder_walk.visit_folders(
        channel,
        lambda path: dav.found(channel, path, depth=1, limit=PAGE),
        _folders,
        most=FOLDERS,
        room=2 * PAGE + HEAD,
    )
    sample = await _sample(channel, pages) if channel.level.allows(ReadLevel.SAMPLE) else NOTHING
    return CheckReplies(replies=(front, *pages.values()), sample=sample)


def _folders(path: str, page: Reply) -> list[str]:
    """Folders in a response about the requested path; folders of another path are not followed."""
    below = dav.entries(page) if dav.folder(page) == path else ()
    return [entry.path for entry in below if entry.folder and mail_folders.within(entry.path)]


async def _sample(channel: Channel, pages: dict[str, Reply]) -> Sample:
    items = tuple(
        Item(key=entry.path, label=entry.name, size=entry.size)
        for path, page in pages.items()
        for entry in (dav.entries(page) if dav.folder(page) == path else ())
        if not entry.folder and promises_reading(entry.path, Kind.FILE)
    )
    return await fetch_sample(channel, items, SAMPLED)


def judge(replies: Replies) -> Verdict:
    """The first response alone decides whether it is open; the others only add to the count."""
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
        return opened(ExposureKind.METADATA, "PROPFIND answered; nothing listed")
    below = [entry for page in pages for entry in dav.entries(page)]
    folders = sum(entry.folder for entry in below)
    files = len(below) - folders
    if not below:
        return opened(ExposureKind.EMPTY, "empty folder")
    reply = f"{format_count(files, 'file')} and {format_count(folders, 'folder')}"
    seen = ExposureKind.DATA if files else ExposureKind.METADATA
    return opened(seen, f"{reply} in {format_count(len(pages), 'response')}")


def measure(replies: Replies) -> Size:
    """Files and their sizes as listed. A lower bound when a response was truncated or a folder was not
    opened."""
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
    title="WebDAV share readable without authentication",
    remedy=Remedy(
        general=(
            "Close the port in the firewall, or put authentication in front of it. Require a password. "
            "Use it only over TLS. Until then, bind it to loopback (127.0.0.1). Check for files that you "
            "did not upload: others may have written to it. Keep the logs of the exposure period: they "
            "show who read the data."
        ),
        products={
            "WsgiDAV": (
                "Set `simple_dc: {user_mapping: {'*': {NAME: {password: SECRET}}}}` in wsgidav.yaml "
                "instead of `'*': true` or `--auth=anonymous`."
            ),
            "rclone": "Start it with `rclone serve webdav --user NAME --pass SECRET`.",
            "Apache httpd": (
                "Set `AuthType Digest` and `Require valid-user` in the `<Directory>` with `Dav On`."
            ),
            "nginx": "Set `auth_basic` in the location with `dav_methods`.",
        },
    ),
    severity=Severity.HIGH,
    reads=ReadLevel.SAMPLE,
    references=(
        "https://www.rfc-editor.org/rfc/rfc4918#section-20",
        "https://wsgidav.readthedocs.io/en/latest/user_guide_configure.html",
        "https://rclone.org/commands/rclone_serve_webdav/",
    ),
    requests=2 + FOLDERS + SAMPLED,
    sized_by=(
        "number and sizes of the files in at most 12 responses of 16 KiB; a lower bound when there are more"
    ),
    applies=applies,
    run=run,
    judge=judge,
    measure=measure,
    mail=mail,
    control=True,
    whole=False,
)
