"""An rsync daemon that lets anyone read a module.

Asks for the list of modules (`#list`), then enters one after the other by name, each on its own connection:
the daemon grants it, asks for a password, or refuses; that alone reads nothing. No password is ever sent.
Where the scope allows names, at most three granted modules are asked for a dry list as `rsync --list-only -r`
does it (an old protocol version, because its list is simple), at most six folders deep. No file is
transferred. File names are read in memory, to count; none of them is kept.

    metadata   which modules there are, and which of them are granted
    listing    the files of at most three, their sizes and dates

Open: a granted module. One that only takes files is granted too and lists nothing, so without a list it
counts as metadata. Closed: every module asks for a password, refuses or is gone. Unknown: more modules than
are asked, and none of those asked is open. False positives: a mirror that is meant for everyone.
"""

from __future__ import annotations

from collections.abc import Callable

from leftopen.formats import mail_folders
from leftopen.formats.file_totals import listed_size
from leftopen.formats.mail_files import File, mail_files
from leftopen.model.channel import Channel
from leftopen.model.check import Check, CheckReplies, Replies, Translation
from leftopen.model.mail import MailFiles
from leftopen.model.observation import Observation
from leftopen.model.read_level import ReadLevel
from leftopen.model.severity import Severity
from leftopen.model.size import Size
from leftopen.model.verdict import ExposureKind, Phase, Reason, Verdict, closed, opened, unknown
from leftopen.present.humanize import format_count
from leftopen.wire import rsync
from leftopen.wire.exchange import Exchange, pack, unpack

ENTERED = 16
LISTED = 3
LONGEST_LIST = 16 * 1024
LONGEST_MODULES = 8 * 1024
TALK = 2 * 1024
LINES = 60
FRESH = 4096
LIST = "#list"


def applies(observation: Observation) -> bool:
    """The probe named rsync, on any port."""
    return observation.module == "rsync"


async def run(observation: Observation, channel: Channel) -> CheckReplies:
    """The modules, then each of them until three have been listed. One that was served at the first look is
    asked for also when the list no longer names it: hidden is not closed."""
    await channel.send(rsync.LIST, at=ReadLevel.METADATA)
    said = await _read(channel, LONGEST_MODULES, lambda heard: rsync.EXIT in heard[-64:])
    turns = [Exchange(asked=LIST, said=said)]
    names = dict.fromkeys((*_known(observation)[:ENTERED], *rsync.modules(said)))
    for name in sorted(names, key=lambda name: not mail_folders.is_mail(name))[:ENTERED]:
        if sum(bool(turn.data) for turn in turns) >= LISTED or channel.left < 2 * TALK:
            break
        await channel.hang_up()
        turns.append(await _entered(channel, name))
    return CheckReplies(replies=tuple(pack(turn) for turn in turns))


def _known(observation: Observation) -> list[str]:
    block = observation.blocks.get("rsync")
    modules = block.get("modules") if isinstance(block, dict) else None
    return [name for name in modules if rsync.is_name(name)] if isinstance(modules, dict) else []


async def _entered(channel: Channel, name: str) -> Exchange:
    await channel.send(rsync.enter(name), at=ReadLevel.METADATA)
    said = b""
    for _ in range(LINES):
        part = await channel.read_until(b"\n", rsync.LONGEST_LINE)
        said += part
        if not part or rsync.answer(said):
            break
    if rsync.answer(said) != rsync.OK or not channel.level.allows(ReadLevel.LISTING):
        return Exchange(asked=name, said=said)
    limit = min(LONGEST_LIST, channel.left - TALK)
    if limit < TALK:
        return Exchange(asked=name, said=said)
    await channel.send(rsync.dry_list(name), at=ReadLevel.LISTING)
    data = await _read(channel, limit, rsync.ended)
    return Exchange(asked=name, said=said, data=data, cut=not rsync.listed(data).whole)


async def _read(channel: Channel, limit: int, done: Callable[[bytes], bool]) -> bytes:
    heard = b""
    while len(heard) < limit and not done(heard):
        # The daemon hangs up on a question that it does not want to hear to its end.
        part = await channel.read(min(FRESH, limit - len(heard)), reset_ends=True)
        if not part:
            break
        heard += part
    return heard


def judge(replies: Replies) -> Verdict:
    """Open when one module is; closed only when all of them are."""
    turns = _turns(replies)
    if not turns or not turns[0].said:
        return unknown(Reason.OTHER_PROTOCOL if turns == () and any(replies) else Reason.CUT, Phase.ASK)
    if rsync.greeting(turns[0].said) is None:
        return unknown(Reason.OTHER_PROTOCOL)
    granted = [turn for turn in turns[1:] if rsync.answer(turn.said) == rsync.OK]
    return _opened(granted, len(turns) - 1) if granted else _refused(turns)


def _opened(granted: list[Exchange], asked: int) -> Verdict:
    lists = [rsync.listed(turn.data) for turn in granted]
    files = sum(not (entry.folder or entry.other) for told in lists for entry in told.entries)
    said = f"{len(granted)} of {format_count(asked, 'module')} granted to anyone"
    if files:
        return opened(ExposureKind.DATA, f"{said}, {format_count(files, 'file')} listed")
    if all(told.whole and not told.entries and not told.error for told in lists):
        return opened(ExposureKind.EMPTY, f"{said}, without a file")
    return opened(ExposureKind.METADATA, f"{said}; no file was listed")


def _refused(turns: tuple[Exchange, ...]) -> Verdict:
    served = rsync.modules(turns[0].said)
    if rsync.EXIT not in turns[0].said:
        return unknown(Reason.CUT, Phase.ASK)
    if not served.keys() <= {turn.asked for turn in turns}:
        return unknown(Reason.BUDGET_SPENT, said=f"{format_count(len(served), 'module')}, not all asked")
    reasons = [_reason(rsync.answer(turn.said)) for turn in turns[1:]]
    if None in reasons:
        return unknown(Reason.NOT_UNDERSTOOD)
    said = f"none of {format_count(len(reasons), 'module')} is granted" if reasons else "no module is served"
    for reason in (Reason.PASSWORD_ASKED, Reason.FORBIDDEN):
        if reason in reasons:
            return closed(reason, said)
    return closed(Reason.NOT_SERVED, said)


def _reason(answer: bytes) -> Reason | None:
    """None for what says nothing about who may read: no connection left, a missing folder, nothing at all."""
    if answer.startswith(rsync.AUTH):
        return Reason.PASSWORD_ASKED
    if answer.startswith(rsync.ERROR + b": access denied"):
        return Reason.FORBIDDEN
    return Reason.NOT_SERVED if answer.startswith(rsync.ERROR + b": Unknown module") else None


def measure(replies: Replies) -> Size:
    """Files and their sizes as listed. A lower bound when a list was cut or went no deeper, or a module was
    not listed."""
    turns = _turns(replies)
    if not any(turn.data for turn in turns):
        return Size()
    served = rsync.modules(turns[0].said).keys()
    return listed_size(
        _files(turns), at_least=bool(served - {turn.asked for turn in turns}) or _misses(turns)
    )


def _misses(turns: tuple[Exchange, ...]) -> bool:
    for turn in turns[1:]:
        told = rsync.listed(turn.data)
        deepest = any(entry.folder and entry.path.count("/") >= rsync.DEEPEST - 1 for entry in told.entries)
        if rsync.answer(turn.said) == rsync.OK and (not told.whole or told.error or deepest):
            return True
    return False


def mail(replies: Replies) -> tuple[MailFiles, ...]:
    """Mail among the listed files."""
    return mail_files(_files(_turns(replies)))


def _files(turns: tuple[Exchange, ...]) -> list[File]:
    return [
        File(path=f"{turn.asked}/{entry.path}", size=entry.size, modified=entry.modified)
        for turn in turns[1:]
        for entry in rsync.listed(turn.data).entries
        if not entry.folder and not entry.other
    ]


def _turns(replies: Replies) -> tuple[Exchange, ...]:
    """All of them, or none when one is not ours."""
    turns = [unpack(raw) if isinstance(raw, bytes) else None for raw in replies]
    return tuple(turn for turn in turns if turn is not None) if None not in turns else ()


check = Check(
    title="Files over rsync for anyone",
    remedy=(
        "In /etc/rsyncd.conf give every module `auth users = name` with `secrets file = /etc/rsyncd.secrets` "
        "(mode 0600) and `hosts allow =` with the addresses that need it, restart the daemon (`systemctl "
        "restart rsync`) and close its port (usually 873) in the firewall. `list = no` only hides a module. "
        "Better: stop the daemon (`systemctl disable --now rsync`) and use rsync over SSH. Keep its log: it "
        "says who read what. If `read only = no` stood there, compare the files with a backup."
    ),
    french=Translation(
        title="Des fichiers par rsync pour tous",
        remedy=(
            "Dans /etc/rsyncd.conf, donner à chaque module `auth users = name` avec `secrets file = "
            "/etc/rsyncd.secrets` (mode 0600) et `hosts allow =` avec les adresses qui en ont besoin, "
            "redémarrer le démon (`systemctl restart rsync`) et fermer son port (d’ordinaire 873) dans le "
            "pare-feu. `list = no` ne fait que cacher un module. Mieux : arrêter le démon (`systemctl "
            "disable --now rsync`) et utiliser rsync par SSH. Garder son journal : il dit qui a lu quoi. "
            "Si `read only = no` s’y trouvait, comparer les fichiers à une sauvegarde."
        ),
    ),
    severity=Severity.HIGH,
    references=(
        "https://download.samba.org/pub/rsync/rsyncd.conf.5",
        "https://cwe.mitre.org/data/definitions/306.html",
        "https://www.shadowserver.org/what-we-do/network-reporting/accessible-rsync-report/",
    ),
    requests=1 + ENTERED + LISTED,
    sized_by="number and sizes of the files in dry lists of at most three modules",
    applies=applies,
    run=run,
    judge=judge,
    measure=measure,
    mail=mail,
)
