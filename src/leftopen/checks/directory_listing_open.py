"""A web server that lists its folders to anyone.

Asks for "/", and follows the listed folders, at most three levels and eleven pages. A page counts as a
listing only with two signs, its title and its heading. File names are read in memory, to count, to go on and
to choose; none of them is kept.

    listing    which files there are, their sizes and dates
    sample     the first 64 KiB of at most eight files, chosen by name and size, in memory

Open: a listing. Closed: 401, a login, 403, or another page or none at the same address (404, as lighttpd says
then); whether the same server gave it is for the case to tell by its identity. Unknown: a redirect (the
listing may have moved along), an error, a page that was cut.
"""

from __future__ import annotations

from leftopen.model.amounts import count_words
from leftopen.model.channel import Channel, Reply
from leftopen.model.check import Check, Reading, Replies
from leftopen.model.level import Level
from leftopen.model.observation import Observation
from leftopen.model.sample import Sample
from leftopen.model.severity import Severity
from leftopen.model.size import Size
from leftopen.model.verdict import Reason, Seen, Verdict, closed, opened, unknown
from leftopen.wire import listing
from leftopen.wire.choice import Item, choose
from leftopen.wire.refusal import refusal

FOLDERS = 11
DEEPEST = 3
SAMPLED = 8
LONGEST_PATH = 2000

MEDIA = {
    "eml": "message/rfc822",
    "mbox": "application/mbox",
    "pdf": "application/pdf",
    "txt": "text/plain",
    "html": "text/html",
    "htm": "text/html",
    "csv": "text/csv",
}


def applies(observation: Observation) -> bool:
    """Any web server: whether it lists is a matter of its settings, not of its name."""
    return observation.module in ("http", "https")


async def run(observation: Observation, channel: Channel) -> Reading:
    """Folders level by level, then the chosen files."""
    front = await channel.get("/", at=Level.LISTING)
    pages = {"/": front}
    waiting = _folders("/", front)
    while waiting and len(pages) <= FOLDERS:
        path = waiting.pop(0)
        if path not in pages:
            pages[path] = await channel.get(path, at=Level.LISTING)
            if path.count("/") <= DEEPEST:
                waiting += _folders(path, pages[path])
    sample = await _sample(channel, pages) if channel.level.allows(Level.SAMPLE) else Sample()
    return Reading(replies=tuple(pages.values()), sample=sample)


def _folders(path: str, page: Reply) -> list[str]:
    steps = [entry.href for entry in listing.entries(page) if entry.folder]
    return [path + step.removeprefix("./") for step in steps if len(path + step) <= LONGEST_PATH]


async def _sample(channel: Channel, pages: dict[str, Reply]) -> Sample:
    items = tuple(
        Item(key=path + entry.href.removeprefix("./"), label=entry.href, size=entry.size)
        for path, page in pages.items()
        for entry in listing.entries(page)
        if not entry.folder and len(path + entry.href) <= LONGEST_PATH
    )
    pieces = []
    for item in choose(items, SAMPLED):
        reply = await channel.get(item.key, at=Level.SAMPLE)
        if reply.status == 200 and reply.body:
            kind = item.label.lower().rpartition(".")[2]
            pieces.append(
                (f"file.{kind}" if kind in MEDIA else _plain_name(kind), MEDIA.get(kind, ""), reply.body)
            )
    return Sample(*pieces)


def _plain_name(kind: str) -> str:
    """The suffix alone: it says how to read the bytes, and names nobody."""
    return f"file.{kind}" if kind.isascii() and kind.isalnum() and len(kind) <= 8 else "file"


def judge(replies: Replies) -> Verdict:
    """By the front page alone whether it is open; what lies deeper only adds to the count."""
    front = replies[0] if replies else None
    if not isinstance(front, Reply):
        return unknown(Reason.CUT if front is None else Reason.OTHER_PROTOCOL)
    if listing.is_listing(front):
        return _listed(replies)
    refused = refusal(front)
    if refused:
        return refused
    if front.status in (404, 410) or (front.status == 200 and front.body and not front.cut):
        return closed(Reason.NOT_SERVED, f"HTTP {front.status}, no listing")
    return unknown(Reason.NOT_UNDERSTOOD, said=f"HTTP {front.status}")


def _listed(replies: Replies) -> Verdict:
    files = folders = 0
    for reply in replies:
        for entry in listing.entries(reply) if isinstance(reply, Reply) else ():
            folders += entry.folder
            files += not entry.folder
    if not files + folders:
        return opened(Seen.EMPTY, "an empty listing")
    said = f"{count_words(files, 'file')} and {count_words(folders, 'folder')}"
    pages = count_words(len(replies), "page")
    return opened(Seen.DATA if files else Seen.METADATA, f"{said} on {pages}")


def measure(replies: Replies) -> Size:
    """Files and their sizes as listed. A lower bound when a page was cut, or a folder was not opened."""
    pages = [reply for reply in replies if isinstance(reply, Reply)]
    listed = [entry for page in pages for entry in listing.entries(page)]
    if not any(listing.is_listing(page) for page in pages):
        return Size()
    files = [entry for entry in listed if not entry.folder]
    known = [entry.size for entry in files if entry.size is not None]
    when = [entry.modified for entry in files if entry.modified]
    opened_folders = sum(listing.is_listing(page) for page in pages[1:])
    return Size(
        records=len(files),
        bytes=sum(known) if known else None,
        at_least=any(page.cut for page in pages)
        or opened_folders < len(listed) - len(files)
        or 0 < len(known) < len(files),
        oldest=min(when, default=None),
        newest=max(when, default=None),
    )


check = Check(
    title="Folders and files listed to anyone",
    remedy=(
        "Turn listings off: nginx `autoindex off;` (the default) in the server block, then `nginx -t && "
        "nginx -s reload`; lighttpd `lighty-disable-mod dir-listing`, then `service lighttpd restart`; "
        "Apache `Options -Indexes`, then `apachectl graceful`. Python's http.server has no such switch and "
        "no login: stop it, or bind it to this machine (`python3 -m http.server --bind 127.0.0.1`). Then "
        "move the files out of the web root: without a listing they can still be fetched by whoever knows "
        "their names. Keep the access logs: they say who read what."
    ),
    severity=Severity.MEDIUM,
    references=(
        "https://cwe.mitre.org/data/definitions/548.html",
        "https://nginx.org/en/docs/http/ngx_http_autoindex_module.html",
        "https://redmine.lighttpd.net/projects/lighttpd/wiki/Mod_dirlisting",
    ),
    requests=1 + FOLDERS + SAMPLED,
    sized_by="number and sizes of the files on the listed pages; at most 12 pages",
    applies=applies,
    run=run,
    judge=judge,
    measure=measure,
    level=Level.LISTING,
    control=True,
)
