"""Web server: directory listings readable without authentication.

Requests "/" and follows the listed folders, mail folders first: at most eleven, three levels deep (mail:
six). A page counts as a listing only with two signs: its title and its heading. File names are read in memory
to count, continue and select; none is stored. Everything stays within the 64 KiB of one check, 16 KiB a page.

    listing    file names, sizes and dates
    sample     at most eight files, small and text-like ones first, within the rest of the 64 KiB, in memory;
               of archives, mail stores and other large files only the beginning

Open: a listing. Closed: 401, a login page, 403, or no page at the same address (404; lighttpd answers so).
The case decides by the server's identity whether it is the same server. Unknown: another page (it hides only
the first folder's listing; subfolders may still be listed), a redirect (the listing may have moved), an
error, a truncated page.

Left open: a home folder, names of mail stores, dumps, backups, keys or office documents, or a sample with
personal data.
Published: at least half of the names are release files. Else the purpose is undetermined.
"""

from __future__ import annotations

import re

from leftopen.formats import mail_folders
from leftopen.formats.file_names import names_intent
from leftopen.formats.file_totals import listed_size
from leftopen.formats.mail_files import File, mail_files
from leftopen.formats.sample_selection import Item
from leftopen.model.channel import Channel, Reply
from leftopen.model.check import Check, CheckReplies, Replies
from leftopen.model.mail import MailFiles
from leftopen.model.observation import Observation
from leftopen.model.read_level import ReadLevel
from leftopen.model.remedy import Remedy
from leftopen.model.sample import Sample
from leftopen.model.severity import Severity
from leftopen.model.shape import Intent
from leftopen.model.size import Size
from leftopen.model.verdict import ExposureKind, Reason, Verdict, closed, opened, unknown
from leftopen.present.humanize import format_count
from leftopen.wire.http import folder_walk, listing
from leftopen.wire.http.http_denial import denial
from leftopen.wire.http.reading_links import Kind, promises_reading
from leftopen.wire.http.sample_fetch import HEAD, fetch_sample

FOLDERS = 11
SAMPLED = 8
LONGEST_PATH = 2000
PAGE = 16 * 1024
_HOME = re.compile(r"/(?:home|users|root)(?:/|$)", re.IGNORECASE)


def applies(observation: Observation) -> bool:
    """A web server whose front page has the title of a listing. Other front pages are no listings and are not
    requested again."""
    http = observation.blocks.get("http")
    title = http.get("title") if isinstance(http, dict) else None
    named = isinstance(title, str) and listing.is_title(title)
    return observation.module in ("http", "https") and named


async def run(observation: Observation, channel: Channel) -> CheckReplies:
    """Folders, mail first, then the nearest; then the selected files, with a reserved part of the byte
    budget."""
    pages = await folder_walk.visit_folders(
        channel,
        lambda path: channel.get(path, at=ReadLevel.LISTING, limit=PAGE),
        _folders,
        most=FOLDERS,
        room=2 * PAGE + HEAD,
    )
    sample = await _sample(channel, pages) if channel.level.allows(ReadLevel.SAMPLE) else Sample()
    return CheckReplies(replies=tuple(pages.values()), sample=sample)


def _folders(path: str, page: Reply) -> list[str]:
    steps = [path + _step(entry) for entry in listing.entries(page) if entry.folder]
    return [step for step in steps if mail_folders.within(step) and _may_read(step, Kind.FOLDER)]


def _may_read(path: str, kind: Kind) -> bool:
    return len(path) <= LONGEST_PATH and promises_reading(path, kind)


def _step(entry: listing.ListingEntry) -> str:
    return entry.href.removeprefix("./")


async def _sample(channel: Channel, pages: dict[str, Reply]) -> Sample:
    items = tuple(
        Item(key=path + _step(entry), label=entry.href, size=entry.size)
        for path, page in pages.items()
        for entry in listing.entries(page)
        if not entry.folder and _may_read(path + _step(entry), Kind.FILE)
    )
    return await fetch_sample(channel, items, SAMPLED)


def judge(replies: Replies) -> Verdict:
    """The front page alone decides whether it is open; deeper pages only add to the count."""
    front = replies[0] if replies else None
    if not isinstance(front, Reply):
        return unknown(Reason.CUT if front is None else Reason.OTHER_PROTOCOL)
    if listing.is_listing(front):
        return _listed(front, replies)
    refused = denial(front)
    if refused:
        return refused
    if front.status in (404, 410):
        return closed(Reason.NOT_SERVED, f"HTTP {front.status}, no listing")
    if front.status == 200 and front.body and not front.cut:
        return unknown(Reason.NOT_UNDERSTOOD, said="not a listing; subfolders may still be listed")
    return unknown(Reason.NOT_UNDERSTOOD, said=f"HTTP {front.status}")


def _listed(front: Reply, replies: Replies) -> Verdict:
    pages = [listing.entries(reply) for reply in replies if isinstance(reply, Reply)]
    folders = sum(entry.folder for entries in pages for entry in entries)
    files = sum(map(len, pages)) - folders
    if not files + folders and not listing.is_empty(front):
        return unknown(Reason.NOT_UNDERSTOOD, said="a listing whose entries were not recognised")
    if not files + folders:
        return opened(ExposureKind.EMPTY, "empty listing")
    response = f"{format_count(files, 'file')} and {format_count(folders, 'folder')}"
    response += f" on {format_count(len(replies), 'page')}"
    return opened(ExposureKind.DATA if files else ExposureKind.METADATA, response)


def measure(replies: Replies) -> Size:
    """Files and their sizes as listed. A lower bound when a page was truncated or a folder was not opened."""
    pages = _pages(replies)
    if not pages:
        return Size()
    folders = sum(entry.folder for page in pages for entry in listing.entries(page))
    missed = len(pages) - 1 < folders or any(page.cut for page in pages)
    return listed_size(_files(pages), at_least=missed)


def mail(replies: Replies) -> tuple[MailFiles, ...]:
    """Mail among the listed files."""
    return mail_files(_files(_pages(replies)))


def intent(replies: Replies) -> tuple[Intent, str]:
    """By the folder's own name, then by those of the files."""
    pages = _pages(replies)
    if pages and _HOME.match(listing.path(pages[0])):
        return Intent.LEFT_OPEN, "somebody's home folder"
    return names_intent([file.path.rpartition("/")[2] for file in _files(pages)])


def _pages(replies: Replies) -> list[Reply]:
    return [reply for reply in replies if isinstance(reply, Reply) and listing.is_listing(reply)]


def _files(pages: list[Reply]) -> list[File]:
    return [
        File(path=folder + _step(entry), size=entry.size, modified=entry.modified)
        for page in pages
        for folder in (listing.path(page),)
        for entry in listing.entries(page)
        if not entry.folder
    ]


check = Check(
    title="Directory listing readable without authentication",
    remedy=Remedy(
        general=(
            "Close the port in the firewall, or put authentication in front of it. Turn directory "
            "listings off. Move the files out of the web root: even without a listing, anyone who knows "
            "their names can fetch them. Keep the access logs: they show who read what."
        ),
        products={
            "nginx": (
                "Set `autoindex off;` (the default) in the server block, then run `nginx -t && nginx -s "
                "reload`."
            ),
            "lighttpd": "Run `lighty-disable-mod dir-listing`, then `service lighttpd restart`.",
            "Apache httpd": "Set `Options -Indexes`, then run `apachectl graceful`.",
            "SimpleHTTP": (
                "Python's http.server has no such switch and no login: stop it, or bind it to loopback "
                "(`python3 -m http.server --bind 127.0.0.1`)."
            ),
        },
    ),
    severity=Severity.MEDIUM,
    reads=ReadLevel.SAMPLE,
    references=(
        "https://cwe.mitre.org/data/definitions/548.html",
        "https://nginx.org/en/docs/http/ngx_http_autoindex_module.html",
        "https://redmine.lighttpd.net/projects/lighttpd/wiki/Mod_dirlisting",
    ),
    requests=1 + FOLDERS + SAMPLED,
    sized_by="number and sizes of the files on the listed pages; at most 12 pages of 16 KiB",
    applies=applies,
    run=run,
    judge=judge,
    measure=measure,
    mail=mail,
    intent=intent,
    level=ReadLevel.LISTING,
    control=True,
    whole=False,
)
