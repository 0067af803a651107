"""FTP server: files readable by anonymous login.

Logs in as RFC 1635 describes: USER anonymous, PASS with a fixed address that names this program, PWD. This is
the protocol's own anonymous identity; no other name and no other password is ever sent. Then lists the root
and at most four folders, mail folders first (EPSV or PASV, MLSD or LIST). File names are read in memory to
count, continue and select; none is stored. Writing is not tested.

    metadata   whether the login is granted
    listing    file names, sizes and dates
    sample     at most three files, small and text-like ones first, within the rest of the 64 KiB, in memory;
               of archives, mail stores and other large files only the beginning

Open: the login is granted and the root is listed. Closed: 530 or 332 (login required). Unknown: 421 (too
busy), TLS required and not granted, any other response. False positives: a public mirror, an empty folder of
a printer or camera.
"""

from __future__ import annotations

import re

from leftopen.formats import mail_folders
from leftopen.formats.file_totals import listed_size
from leftopen.formats.mail_files import File, mail_files
from leftopen.formats.sample_selection import Item
from leftopen.model.channel import Channel
from leftopen.model.check import Check, CheckReplies, Replies
from leftopen.model.mail import MailFiles
from leftopen.model.observation import Observation
from leftopen.model.read_level import ReadLevel
from leftopen.model.remedy import Remedy
from leftopen.model.sample import Sample
from leftopen.model.severity import Severity
from leftopen.model.size import Size
from leftopen.model.verdict import ExposureKind, Phase, Reason, Verdict, accessible, closed, opened, unknown
from leftopen.present.humanize import format_count
from leftopen.wire import ftp, ftp_list
from leftopen.wire.exchange import Exchange, pack, unpack
from leftopen.wire.ftp_session import Session
from leftopen.wire.sample_reading import read_sample

FOLDERS = 5
SAMPLED = 3
LONGEST_PATH = 1000
FIRST_LIST = 16 * 1024
NEXT_LIST = 8 * 1024
TALK = 4 * 1024
"""Bytes reserved for the control connection."""

LOG_IN = ("USER", "PASS")
NEEDS_LOG_IN = frozenset({331, 332, 430, 530, 532})
_BUSY = re.compile(r"too many|maximum|limit|try (?:again|later)|busy", re.IGNORECASE)
_DENIED = re.compile(r"denied|not allowed|not permitted|refused|not authori[sz]ed", re.IGNORECASE)


def applies(observation: Observation) -> bool:
    """The probe identified FTP, on any port."""
    return observation.module == "ftp"


async def run(observation: Observation, channel: Channel) -> CheckReplies:
    """Login, folders, selected files; as far as the scope and the byte budget allow."""
    session = Session(channel, observation.timestamp.date(), machine=_announces_mlsd(observation))
    sample = Sample()
    if await session.log_in() and channel.level.allows(ReadLevel.LISTING):
        root = ftp.folder(ftp.last(session.turns[-1].said)) or "/"
        files = await _walk(session, channel, root)
        if channel.level.allows(ReadLevel.SAMPLE):
            sample = await _sample(session, channel, files)
    return CheckReplies(replies=tuple(pack(turn) for turn in session.turns), sample=sample)


def _announces_mlsd(observation: Observation) -> bool:
    block = observation.blocks.get("ftp")
    features = block.get("features") if isinstance(block, dict) else None
    return isinstance(features, dict) and not {"MLST", "MLSD"}.isdisjoint(features)


async def _walk(session: Session, channel: Channel, root: str) -> list[File]:
    """Folders, mail first, then the nearest; and the files in them."""
    files: list[File] = []
    waiting, seen = [root], {root}
    while waiting and len(seen) - len(waiting) < FOLDERS and channel.left > NEXT_LIST + TALK:
        path = mail_folders.nearest_mail(waiting)
        waiting.remove(path)
        turn = await session.listed(path, FIRST_LIST if path == root else NEXT_LIST)
        files += _files(turn)
        fresh = [step for step in _steps(turn) if step not in seen and _may_open(step)]
        waiting += fresh
        seen |= set(fresh)
    return files


async def _sample(session: Session, channel: Channel, files: list[File]) -> Sample:
    items = tuple(
        Item(key=file.path, label=_name(file.path), size=file.size)
        for file in files
        if len(file.path) <= LONGEST_PATH
    )
    return await read_sample(
        items, SAMPLED, lambda: channel.left - TALK, lambda item, limit: session.fetched(item.key, limit)
    )


def _may_open(path: str) -> bool:
    return len(path) <= LONGEST_PATH and mail_folders.within(path)


def _name(path: str) -> str:
    return path.rpartition("/")[2]


def judge(replies: Replies) -> Verdict:
    """Judge by the response to the login, then by the listing."""
    turns = _turns(replies)
    if not turns:
        return unknown(Reason.OTHER_PROTOCOL if any(replies) else Reason.CUT, Phase.ASK)
    greeting = ftp.last(turns[0].said)
    if not greeting.code:
        return unknown(Reason.OTHER_PROTOCOL if turns[0].said else Reason.CUT, Phase.ASK)
    tried = [turn for turn in turns if turn.command in LOG_IN]
    answer = ftp.last(tried[-1].said) if tried else greeting
    if answer.code != 230 or greeting.code != 220:
        return _refused(answer)
    return _granted(turns)


def _refused(answer: ftp.FtpReply) -> Verdict:
    reply = f"FTP {answer.code}" if answer.code else ""
    if not answer.code:
        return unknown(Reason.CUT, Phase.ASK)
    if ftp.wants_tls(answer) or _BUSY.search(answer.text):
        return unknown(Reason.NOT_UNDERSTOOD, said=reply)
    if answer.code in NEEDS_LOG_IN:
        return closed(Reason.PASSWORD_ASKED, reply)
    if answer.code in (421, 550, 553) and _DENIED.search(answer.text):
        return closed(Reason.FORBIDDEN, reply)
    return unknown(Reason.NOT_UNDERSTOOD, said=reply)


def _granted(turns: tuple[Exchange, ...]) -> Verdict:
    shown = [turn for turn in turns if _is_list(turn)]
    files = sum(len(_files(turn)) for turn in shown)
    folders = sum(len(_steps(turn)) for turn in shown)
    if files + folders:
        reply = f"{format_count(files, 'file')} and {format_count(folders, 'folder')}"
        reply += f" in {format_count(len(shown), 'listing')}"
        return opened(ExposureKind.DATA if files else ExposureKind.METADATA, reply)
    if shown and all(ftp_list.holds_nothing(turn.data) for turn in shown):
        return opened(ExposureKind.EMPTY, "anonymous login granted; folder empty")
    if not any(ftp.folder(ftp.last(turn.said)) for turn in turns if turn.asked == "PWD"):
        # A server that accepts every command reports no current folder.
        return unknown(Reason.NOT_UNDERSTOOD, said="FTP 230, but no folder")
    return accessible("anonymous login granted; no listing")


def measure(replies: Replies) -> Size:
    """Files and their sizes as listed. A lower bound when a listing was truncated or a folder was not
    opened."""
    shown = _shown(replies)
    if not shown:
        return Size()
    opened_paths = {turn.argument for turn in shown}
    missed = any(step not in opened_paths for turn in shown for step in _steps(turn))
    files = [file for turn in shown for file in _files(turn)]
    return listed_size(files, at_least=missed or any(turn.cut for turn in shown))


def mail(replies: Replies) -> tuple[MailFiles, ...]:
    """Mail among the listed files."""
    return mail_files(file for turn in _shown(replies) for file in _files(turn))


def _turns(replies: Replies) -> tuple[Exchange, ...]:
    """All exchanges, or none when one is not from this check."""
    turns = [unpack(raw) if isinstance(raw, bytes) else None for raw in replies]
    return tuple(turn for turn in turns if turn is not None) if None not in turns else ()


def _shown(replies: Replies) -> list[Exchange]:
    return [turn for turn in _turns(replies) if _is_list(turn)]


def _is_list(turn: Exchange) -> bool:
    """True for a listing, also an empty one; `226 Transfer done (but failed to open directory).` is not a
    listing."""
    if turn.command not in ("LIST", "MLSD"):
        return False
    end = ftp.last(turn.said)
    return bool(turn.data) or (end.code // 100 == 2 and "fail" not in end.text.lower())


def _entries(turn: Exchange) -> tuple[ftp_list.FtpEntry, ...]:
    return ftp_list.entries(turn.data, machine=turn.command == "MLSD", day=turn.day, cut=turn.cut)


def _files(turn: Exchange) -> list[File]:
    return [
        File(path=turn.argument + each.name, size=each.size, modified=each.modified)
        for each in _entries(turn)
        if not each.folder
    ]


def _steps(turn: Exchange) -> list[str]:
    """The folders in a listing, as paths with a trailing slash."""
    return [f"{turn.argument}{each.name}/" for each in _entries(turn) if each.folder]


check = Check(
    title="FTP server readable without a password",
    remedy=Remedy(
        general=(
            "Turn anonymous login off. Better: replace FTP with SFTP, because FTP sends passwords and "
            "files in clear text. Close its port (usually 21) in the firewall. Keep the transfer log: it "
            "shows who read what."
        ),
        products={
            "vsftpd": "Set `anonymous_enable=NO` in /etc/vsftpd.conf, then run `systemctl restart vsftpd`.",
            "ProFTPD": "Remove the `<Anonymous …>` block.",
            "Pure-FTPd": "Run `echo yes > /etc/pure-ftpd/conf/NoAnonymous`.",
            "pyftpdlib": "Remove `add_anonymous`.",
            "Microsoft ftpd": "Disable Anonymous Authentication.",
        },
    ),
    severity=Severity.MEDIUM,
    reads=ReadLevel.SAMPLE,
    references=(
        "https://www.rfc-editor.org/rfc/rfc1635",
        "https://cwe.mitre.org/data/definitions/306.html",
        "https://security.appspot.com/vsftpd/vsftpd_conf.html",
    ),
    requests=25,
    sized_by="number and sizes of the files in the root and at most four folders, as listed",
    applies=applies,
    run=run,
    judge=judge,
    measure=measure,
    mail=mail,
    level=ReadLevel.METADATA,
    anonymous=True,
)
