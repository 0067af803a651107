"""Jupyter Server: accessible without a token; any visitor can run programs on the machine.

Requests the status and the listing of the first folder. Names are read in memory to count; none is stored. No
file is opened and no program is started: a visitor with access can do so.

    metadata   the status: number of kernels and connections
    listing    contents of the first folder: kinds, sizes, dates; at most 24 KiB

Open: the status, which requires the same right as everything else. *Data* when there are files or kernels,
*empty* when the folder is empty, *metadata* when the folder was not listed. Closed: 403 (Jupyter's response
without a token), 401 or a login page. The version at `/api` and the page at "/" are served with and without a
token: they prove nothing.

False positives: a public server that gives each visitor a temporary container.
"""

from __future__ import annotations

from leftopen.formats.file_totals import listed_size
from leftopen.formats.mail_files import File, mail_files
from leftopen.model.channel import Channel, Reply
from leftopen.model.check import Check, CheckReplies, Replies
from leftopen.model.mail import MailFiles
from leftopen.model.observation import Observation
from leftopen.model.read_level import ReadLevel
from leftopen.model.severity import Severity
from leftopen.model.size import Size
from leftopen.model.verdict import ExposureKind, Reason, Verdict, closed, opened, unknown
from leftopen.present.humanize import format_count
from leftopen.wire.http.http_denial import denial
from leftopen.wire.products import jupyter

LIMIT = 4 * 1024
LARGEST_LIST = 24 * 1024


def applies(observation: Observation) -> bool:
    """A web server identified as Jupyter by its own headers."""
    return observation.module in ("http", "https") and observation.product == "Jupyter Server"


async def run(observation: Observation, channel: Channel) -> CheckReplies:
    """Replies: the status, then the folder if the level allows it."""
    status = await channel.get(jupyter.STATUS, at=ReadLevel.METADATA, limit=LIMIT)
    if jupyter.kernels(status) is None or not channel.level.allows(ReadLevel.LISTING):
        return CheckReplies(replies=(status,))
    listed = await channel.get(jupyter.CONTENTS, at=ReadLevel.LISTING, limit=LARGEST_LIST)
    return CheckReplies(replies=(status, listed))


def judge(replies: Replies) -> Verdict:
    """The status alone decides whether it is open; the folder decides what was readable."""
    status = replies[0] if replies else None
    if not isinstance(status, Reply):
        return unknown(Reason.CUT if status is None else Reason.OTHER_PROTOCOL)
    running = jupyter.kernels(status)
    if running is not None:
        return _opened(running, _listed(replies))
    if status.status in (404, 410):
        return closed(Reason.NOT_SERVED, f"HTTP {status.status}")
    return denial(status) or unknown(Reason.NOT_UNDERSTOOD, said=f"HTTP {status.status}")


def _opened(running: int, listed: Reply | None) -> Verdict:
    kernels = format_count(running, "kernel")
    if listed is None:
        return opened(ExposureKind.DATA if running else ExposureKind.METADATA, f"status; {kernels}")
    entries = jupyter.entries(listed)
    files = sum(not entry.folder for entry in entries)
    reply = f"{format_count(files, 'file')} and {format_count(len(entries) - files, 'folder')}; {kernels}"
    if files or running:
        return opened(ExposureKind.DATA, reply)
    return opened(ExposureKind.METADATA if entries else ExposureKind.EMPTY, reply)


def _listed(replies: Replies) -> Reply | None:
    listed = replies[1] if len(replies) > 1 else None
    return listed if isinstance(listed, Reply) and jupyter.is_listing(listed) else None


def measure(replies: Replies) -> Size:
    """Files in the first folder. A lower bound when the list was truncated or contains folders."""
    listed = _listed(replies)
    if listed is None:
        return Size()
    below = any(entry.folder for entry in jupyter.entries(listed))
    return listed_size(_files(replies), at_least=listed.cut or below)


def mail(replies: Replies) -> tuple[MailFiles, ...]:
    """Mail among the listed files."""
    return mail_files(_files(replies))


def _files(replies: Replies) -> list[File]:
    listed = _listed(replies)
    return [
        File(path=f"/{entry.name}", size=entry.size, modified=entry.modified)
        for entry in (jupyter.entries(listed) if listed is not None else ())
        if not entry.folder
    ]


check = Check(
    title="Jupyter Server readable without authentication",
    remedy=(
        "Remove the options that disable the token (`--IdentityProvider.token=''`, `--NotebookApp.token=''`, "
        "`c.ServerApp.token = ''` in jupyter_server_config.py). Set a password with `jupyter server "
        "password`. Start the server with `--ServerApp.ip=127.0.0.1`. Connect with `ssh -L "
        "8888:127.0.0.1:8888 HOST`. Any visitor could run programs: treat the machine as compromised. Check "
        "its processes, its crontabs and `~/.ssh/authorized_keys`. Change every key that its programs could "
        "read."
    ),
    severity=Severity.CRITICAL,
    reads=ReadLevel.LISTING,
    references=(
        "https://jupyter-server.readthedocs.io/en/latest/operators/security.html",
        "https://jupyter-server.readthedocs.io/en/latest/operators/public-server.html",
    ),
    requests=2,
    sized_by="files in the first folder with their sizes; a lower bound when it contains folders",
    applies=applies,
    run=run,
    judge=judge,
    measure=measure,
    mail=mail,
    control=True,
)
