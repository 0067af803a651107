"""A Jupyter Server that lets anyone in, and with it whoever comes run programs on the machine.

Asks for its status, and for the list of its first folder. Names are read in memory, to count; none is kept.
No file is opened, and nothing is started: that a visitor could do so follows from being let in.

    metadata   the status: how many kernels and connections
    listing    what lies in its folder: kinds, sizes, dates; at most 24 KiB

Open: the status, which needs the same right as everything else. *Data* when there are files or kernels,
*empty* when the folder is empty, *metadata* when it was not looked into. Closed: 403 (what Jupyter says to a
question without a token), 401 or a login. The version at `/api` and the page at "/" are shown with a token
and without: they prove nothing.

False positives: a server that lets everyone in, each into a container of its own, thrown away afterwards.
"""

from __future__ import annotations

from leftopen.formats.file_totals import listed_size
from leftopen.formats.mail_files import File, mail_files
from leftopen.model.channel import Channel, Reply
from leftopen.model.check import Check, CheckReplies, Replies, Translation
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
    """A web server that is Jupyter by its own headers."""
    return observation.module in ("http", "https") and observation.product == "Jupyter Server"


async def run(observation: Observation, channel: Channel) -> CheckReplies:
    """Replies: the status, then the folder where the level goes so far."""
    status = await channel.get(jupyter.STATUS, at=ReadLevel.METADATA, limit=LIMIT)
    if jupyter.kernels(status) is None or not channel.level.allows(ReadLevel.LISTING):
        return CheckReplies(replies=(status,))
    listed = await channel.get(jupyter.CONTENTS, at=ReadLevel.LISTING, limit=LARGEST_LIST)
    return CheckReplies(replies=(status, listed))


def judge(replies: Replies) -> Verdict:
    """Open by the status alone; how much by the folder."""
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
        return opened(ExposureKind.DATA if running else ExposureKind.METADATA, f"its status; {kernels}")
    entries = jupyter.entries(listed)
    files = sum(not entry.folder for entry in entries)
    said = f"{format_count(files, 'file')} and {format_count(len(entries) - files, 'folder')}; {kernels}"
    if files or running:
        return opened(ExposureKind.DATA, said)
    return opened(ExposureKind.METADATA if entries else ExposureKind.EMPTY, said)


def _listed(replies: Replies) -> Reply | None:
    listed = replies[1] if len(replies) > 1 else None
    return listed if isinstance(listed, Reply) and jupyter.is_listing(listed) else None


def measure(replies: Replies) -> Size:
    """Files in its first folder. A lower bound when the list was cut, or there are folders in it."""
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
    title="A Jupyter Server that lets anyone run programs",
    remedy=(
        "Take away what turned the token off (`--IdentityProvider.token=''`, `--NotebookApp.token=''`, "
        "`c.ServerApp.token = ''` in jupyter_server_config.py), set a password by `jupyter server password`, "
        "and start it with `--ServerApp.ip=127.0.0.1`; reach it by `ssh -L 8888:127.0.0.1:8888 HOST`. Treat "
        "the machine as broken into: look at its processes, its crontabs, `~/.ssh/authorized_keys`, and "
        "change every key that its programs could read."
    ),
    french=Translation(
        title="Un serveur Jupyter où chacun peut lancer des programmes",
        remedy=(
            "Retirer ce qui a désactivé le jeton (`--IdentityProvider.token=''`, `--NotebookApp.token=''`, "
            "`c.ServerApp.token = ''` dans jupyter_server_config.py), poser un mot de passe par `jupyter "
            "server password`, et le démarrer avec `--ServerApp.ip=127.0.0.1` ; l’atteindre par `ssh -L "
            "8888:127.0.0.1:8888 HOST`. Tenir la machine pour compromise : examiner ses processus, ses "
            "crontabs, `~/.ssh/authorized_keys`, et changer chaque clé que ses programmes pouvaient lire."
        ),
    ),
    severity=Severity.CRITICAL,
    references=(
        "https://jupyter-server.readthedocs.io/en/latest/operators/security.html",
        "https://jupyter-server.readthedocs.io/en/latest/operators/public-server.html",
    ),
    requests=2,
    sized_by="files in its first folder with their sizes; a lower bound where there are folders below",
    applies=applies,
    run=run,
    judge=judge,
    measure=measure,
    mail=mail,
    control=True,
)
