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

from leftopen.model.amounts import count_words
from leftopen.model.channel import Channel, Reply
from leftopen.model.check import Check, Reading, Replies, Words
from leftopen.model.level import Level
from leftopen.model.mail import MailFiles
from leftopen.model.observation import Observation
from leftopen.model.severity import Severity
from leftopen.model.size import Size
from leftopen.model.verdict import Reason, Seen, Verdict, closed, opened, unknown
from leftopen.wire import jupyter
from leftopen.wire.listed_size import listed_size
from leftopen.wire.mail_files import File, mail_files
from leftopen.wire.refusal import refusal

LIMIT = 4 * 1024
LARGEST_LIST = 24 * 1024


def applies(observation: Observation) -> bool:
    """A web server that is Jupyter by its own headers."""
    return observation.module in ("http", "https") and observation.product == "Jupyter Server"


async def run(observation: Observation, channel: Channel) -> Reading:
    """Replies: the status, then the folder where the level goes so far."""
    status = await channel.get(jupyter.STATUS, at=Level.METADATA, limit=LIMIT)
    if jupyter.kernels(status) is None or not channel.level.allows(Level.LISTING):
        return Reading(replies=(status,))
    listed = await channel.get(jupyter.CONTENTS, at=Level.LISTING, limit=LARGEST_LIST)
    return Reading(replies=(status, listed))


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
    return refusal(status) or unknown(Reason.NOT_UNDERSTOOD, said=f"HTTP {status.status}")


def _opened(running: int, listed: Reply | None) -> Verdict:
    kernels = count_words(running, "kernel")
    if listed is None:
        return opened(Seen.DATA if running else Seen.METADATA, f"its status; {kernels}")
    entries = jupyter.entries(listed)
    files = sum(not entry.folder for entry in entries)
    said = f"{count_words(files, 'file')} and {count_words(len(entries) - files, 'folder')}; {kernels}"
    if files or running:
        return opened(Seen.DATA, said)
    return opened(Seen.METADATA if entries else Seen.EMPTY, said)


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
    french=Words(
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
