"""rsync daemon: modules readable without a password.

Requests the list of modules (`#list`), then enters each module by name, each on its own connection: the
daemon grants access, requires a password, or refuses; this alone reads nothing. No password is ever sent. If
the scope allows listings, the check requests a dry-run list (as `rsync --list-only -r`) of at most three
granted modules, at most six folders deep, with an old protocol version because its list is simple. No file is
transferred. File names are read in memory to count; none is stored.

    metadata   which modules exist, and which are granted
    listing    the files of at most three modules, their sizes and dates

Open: a granted module. A write-only module is also granted and lists nothing, so a module without a list
counts as metadata. Closed: every module requires a password, refuses or is gone. Unknown: more modules than
the check tests, and none of the tested ones is open. False positives: a public mirror.
"""

from __future__ import annotations

from collections.abc import Callable

from leftopen.formats import mail_folders
from leftopen.formats.file_totals import listed_size
from leftopen.formats.mail_files import File, mail_files
from leftopen.model.channel import Channel
from leftopen.model.check import Check, CheckReplies, Replies
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
    """The probe identified rsync, on any port."""
    return observation.module == "rsync"


async def run(observation: Observation, channel: Channel) -> CheckReplies:
    """The modules, then each of them until three are listed. A module that was served in the first
    observation is tested even if the list no longer names it: hidden is not closed."""
    await channel.send(rsync.LIST, at=ReadLevel.METADATA)
    reply = await _read(channel, LONGEST_MODULES, lambda heard: rsync.EXIT in heard[-64:])
    turns = [Exchange(asked=LIST, said=reply)]
    names = dict.fromkeys((*_known(observation)[:ENTERED], *rsync.modules(reply)))
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
    reply = b""
    for _ in range(LINES):
        part = await channel.read_until(b"\n", rsync.LONGEST_LINE)
        reply += part
        if not part or rsync.answer(reply):
            break
    if rsync.answer(reply) != rsync.OK or not channel.level.allows(ReadLevel.LISTING):
        return Exchange(asked=name, said=reply)
    limit = min(LONGEST_LIST, channel.left - TALK)
    if limit < TALK:
        return Exchange(asked=name, said=reply)
    await channel.send(rsync.dry_list(name), at=ReadLevel.LISTING)
    data = await _read(channel, limit, rsync.is_complete)
    return Exchange(asked=name, said=reply, data=data, cut=not rsync.listed(data).whole)


async def _read(channel: Channel, limit: int, done: Callable[[bytes], bool]) -> bytes:
    heard = b""
    while len(heard) < limit and not done(heard):
        # The daemon may disconnect before it has read the whole request.
        part = await channel.read(min(FRESH, limit - len(heard)), reset_ends=True)
        if not part:
            break
        heard += part
    return heard


def judge(replies: Replies) -> Verdict:
    """Open when one module is open; closed only when all are closed."""
    turns = _turns(replies)
    if not turns or not turns[0].said:
        return unknown(Reason.OTHER_PROTOCOL if turns == () and any(replies) else Reason.CUT, Phase.ASK)
    if rsync.greeting(turns[0].said) is None:
        return unknown(Reason.OTHER_PROTOCOL)
    granted = [turn for turn in turns[1:] if rsync.answer(turn.said) == rsync.OK]
    return _opened(granted, len(turns) - 1) if granted else _refused(turns)


def _opened(granted: list[Exchange], asked: int) -> Verdict:
    lists = [rsync.listed(turn.data) for turn in granted]
    files = sum(not (entry.folder or entry.other) for listing in lists for entry in listing.entries)
    reply = f"{len(granted)} of {format_count(asked, 'module')} granted without a password"
    if files:
        return opened(ExposureKind.DATA, f"{reply}, {format_count(files, 'file')} listed")
    if all(listing.whole and not listing.entries and not listing.error for listing in lists):
        return opened(ExposureKind.EMPTY, f"{reply}, no files")
    return opened(ExposureKind.METADATA, f"{reply}; no files listed")


def _refused(turns: tuple[Exchange, ...]) -> Verdict:
    served = rsync.modules(turns[0].said)
    if rsync.EXIT not in turns[0].said:
        return unknown(Reason.CUT, Phase.ASK)
    if not served.keys() <= {turn.asked for turn in turns}:
        return unknown(Reason.BUDGET_SPENT, said=f"{format_count(len(served), 'module')}, not all tested")
    reasons = [_reason(rsync.answer(turn.said)) for turn in turns[1:]]
    if None in reasons:
        return unknown(Reason.NOT_UNDERSTOOD)
    reply = f"none of {format_count(len(reasons), 'module')} granted" if reasons else "no modules served"
    for reason in (Reason.PASSWORD_ASKED, Reason.FORBIDDEN):
        if reason in reasons:
            return closed(reason, reply)
    return closed(Reason.NOT_SERVED, reply)


def _reason(answer: bytes) -> Reason | None:
    """None when the response does not show who may read: no free connection, a missing folder, an empty
    response."""
    if answer.startswith(rsync.AUTH):
        return Reason.PASSWORD_ASKED
    if answer.startswith(rsync.ERROR + b": access denied"):
        return Reason.FORBIDDEN
    return Reason.NOT_SERVED if answer.startswith(rsync.ERROR + b": Unknown module") else None


def measure(replies: Replies) -> Size:
    """Files and their sizes as listed. A lower bound when a list was truncated or not deeper, or a module was
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
        listing = rsync.listed(turn.data)
        deepest = any(
            entry.folder and entry.path.count("/") >= rsync.DEEPEST - 1 for entry in listing.entries
        )
        if rsync.answer(turn.said) == rsync.OK and (not listing.whole or listing.error or deepest):
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
    """All exchanges, or none when one is not from this check."""
    turns = [unpack(raw) if isinstance(raw, bytes) else None for raw in replies]
    return tuple(turn for turn in turns if turn is not None) if None not in turns else ()


check = Check(
    title="rsync modules readable without a password",
    remedy=(
        "In /etc/rsyncd.conf, set for every module `auth users = name` and `secrets file = "
        "/etc/rsyncd.secrets` (mode 0600), and `hosts allow =` with the addresses that need access. Restart "
        "the daemon (`systemctl restart rsync`). `list = no` only hides a module. Close its port (usually "
        "873) in the firewall. Better: stop the daemon (`systemctl disable --now rsync`) and use rsync over "
        "SSH. Keep its log: it shows who read what. If a module had `read only = no`, compare its files with "
        "a backup."
    ),
    severity=Severity.HIGH,
    reads=ReadLevel.LISTING,
    references=(
        "https://download.samba.org/pub/rsync/rsyncd.conf.5",
        "https://cwe.mitre.org/data/definitions/306.html",
        "https://www.shadowserver.org/what-we-do/network-reporting/accessible-rsync-report/",
    ),
    requests=1 + ENTERED + LISTED,
    sized_by="number and sizes of the files in dry-run lists of at most three modules",
    applies=applies,
    run=run,
    judge=judge,
    measure=measure,
    mail=mail,
)
