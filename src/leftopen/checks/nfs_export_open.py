"""NFS: files listable without authentication (NFSv4).

Lists the server's root, which holds the exports, and goes down folder by folder until there are files; eight
calls at most. The calls name no user (AUTH_NONE). Nothing is mounted, opened or locked, and the server keeps
no state. Names are read in memory to find the way and to count; none is stored.

Open: a file. Empty: an export with folders only, all of them listed. Closed: every export requires Kerberos,
is denied, or no export is visible to this address. Unknown: an export wants a user's
number (AUTH_SYS), which anyone can state but the check does not; or only versions 2 and 3, where a listing
needs MNT, which adds to the server's list of mounts. False positives: a mirror of public files.
"""

from __future__ import annotations

from dataclasses import dataclass, field

from leftopen.model.channel import Channel
from leftopen.model.check import Check, CheckReplies, Replies
from leftopen.model.observation import Observation
from leftopen.model.read_level import ReadLevel
from leftopen.model.severity import Severity
from leftopen.model.size import Size
from leftopen.model.verdict import ExposureKind, Phase, Reason, Verdict, closed, opened, unknown
from leftopen.present.humanize import format_count
from leftopen.wire import nfs4
from leftopen.wire.exchange import Exchange, pack, unpack
from leftopen.wire.nfs4 import Listing
from leftopen.wire.read_message import read_message

CALLS = 8
DEEPEST = 6
LIST, SECURITY = "LIST", "SECURITY"
SHUT = (nfs4.PERM, nfs4.ACCESS)


@dataclass(slots=True, kw_only=True)
class _Seen:
    """What all replies say together. `shut`: the reason of each export that refused."""

    files: int = 0
    size: int = 0
    folders: int = 0
    listed: int = 0
    whole: bool = True
    systems: set[bytes] = field(default_factory=set)
    shut: list[Reason] = field(default_factory=list)
    unsaid: bool = False
    identity: bool = False


def applies(observation: Observation) -> bool:
    """The probe identified NFS, on any port."""
    return observation.module == "nfs"


async def run(observation: Observation, channel: Channel) -> CheckReplies:
    """The root, then folders in the order in which they were listed, deeper ones first."""
    turns: list[Exchange] = []
    waiting: list[tuple[bytes, ...]] = [()]
    while waiting and len(turns) < CALLS:
        path = waiting.pop(0)
        reply = await _asked(channel, nfs4.listing(path, len(turns)))
        turns.append(Exchange(asked=_name(LIST, path), said=reply))
        listing = nfs4.listed(reply, path)
        if listing is None:
            break
        if any(entry.kind == nfs4.FILE for entry in listing.entries):
            break
        inside = [(*path, entry.name) for entry in listing.entries if entry.kind == nfs4.FOLDER]
        waiting = [*(inside if len(path) < DEEPEST else []), *waiting]
        for shut in _unsaid(listing, path)[: CALLS - len(turns)]:
            reply = await _asked(channel, nfs4.security(shut, len(turns)))
            turns.append(Exchange(asked=_name(SECURITY, shut), said=reply))
    return CheckReplies(replies=tuple(pack(turn) for turn in turns))


async def _asked(channel: Channel, question: bytes) -> bytes:
    await channel.send(question, at=ReadLevel.LISTING)
    return await read_message(channel, nfs4.needed)


def _name(word: str, path: tuple[bytes, ...]) -> str:
    """In a form that names nothing else: hexadecimal."""
    return " ".join((word, *(name.hex() for name in path)))


def _path(turn: Exchange) -> tuple[bytes, ...]:
    try:
        return tuple(bytes.fromhex(word) for word in turn.argument.split())
    except ValueError:
        return ()


def _unsaid(listing: Listing, path: tuple[bytes, ...]) -> list[tuple[bytes, ...]]:
    """What can be listed with another kind of identity only, or the folder itself."""
    if listing.status == nfs4.WRONG_SECURITY and path:
        return [path]
    return [(*path, entry.name) for entry in listing.entries if entry.error == nfs4.WRONG_SECURITY]


def judge(replies: Replies) -> Verdict:
    """Open by a file; empty and closed only when nothing was left out."""
    turns = _turns(replies)
    if not turns:
        return unknown(Reason.OTHER_PROTOCOL)
    first = nfs4.answer(turns[0].said)
    if first is None:
        cut = nfs4.needed(turns[0].said) > 0
        return unknown(Reason.CUT if cut else Reason.OTHER_PROTOCOL, Phase.ASK)
    if first.accepted is None:
        return unknown(Reason.NOT_UNDERSTOOD, said="the server wants a user's number or Kerberos")
    if first.accepted:
        return unknown(Reason.NOT_UNDERSTOOD, said="no version 4")
    seen = _seen(turns)
    if seen.files:
        return opened(ExposureKind.DATA, format_count(seen.files, "file"))
    if seen.identity:
        return unknown(Reason.NOT_UNDERSTOOD, said="an export accepts any stated user; not tried")
    if seen.unsaid or not seen.whole:
        return unknown(Reason.CUT if not seen.whole else Reason.NOT_UNDERSTOOD, Phase.ASK)
    return _without_files(seen)


def _without_files(seen: _Seen) -> Verdict:
    if seen.listed < 1 + seen.folders:
        return unknown(Reason.BUDGET_SPENT)
    if seen.folders > 0 and len(seen.systems) < 2:
        return unknown(Reason.NOT_UNDERSTOOD, said="only folders above the exports are visible")
    if seen.folders > 0:
        return opened(ExposureKind.EMPTY, f"{format_count(seen.folders, 'folder')}, no files")
    if seen.shut:
        return closed(seen.shut[0], f"{format_count(len(seen.shut), 'export')} refused")
    return closed(Reason.NOT_SERVED, "no exports are visible")


def _seen(turns: tuple[Exchange, ...]) -> _Seen:
    seen = _Seen()
    for turn in turns:
        path = _path(turn)
        if turn.command == SECURITY:
            _secured(seen, nfs4.flavours(turn.said, path) if path else ())
            continue
        listing = nfs4.listed(turn.said, path)
        if listing is None:
            seen.whole = False
            continue
        seen.listed += 1
        _counted(seen, listing)
    return seen


def _counted(seen: _Seen, listing: Listing) -> None:
    if listing.status in SHUT:
        seen.shut.append(Reason.FORBIDDEN)
        seen.folders -= 1
        seen.listed -= 1
        return
    seen.systems |= {listing.system} if listing.system else set()
    seen.unsaid |= listing.status not in (nfs4.OK, nfs4.WRONG_SECURITY)
    seen.whole &= listing.whole or listing.status != nfs4.OK
    for entry in listing.entries:
        seen.files += entry.kind == nfs4.FILE
        seen.size += entry.size if entry.kind == nfs4.FILE else 0
        seen.folders += entry.kind == nfs4.FOLDER
        seen.shut += [Reason.FORBIDDEN] if entry.error in SHUT else []
        seen.unsaid |= entry.error not in (nfs4.OK, nfs4.WRONG_SECURITY, *SHUT)


def _secured(seen: _Seen, flavours: tuple[int, ...]) -> None:
    if not flavours:
        seen.unsaid = True
    elif {nfs4.AUTH_NONE, nfs4.AUTH_SYS} & set(flavours):
        seen.identity = True
    else:
        seen.shut.append(Reason.PASSWORD_ASKED)


def measure(replies: Replies) -> Size:
    """The files that were listed, a lower bound: other folders were not."""
    seen = _seen(_turns(replies))
    return Size(records=seen.files, bytes=seen.size, at_least=True) if seen.files else Size()


def _turns(replies: Replies) -> tuple[Exchange, ...]:
    """All exchanges, or none when one is not from this check."""
    turns = [unpack(raw) if isinstance(raw, bytes) else None for raw in replies]
    return tuple(turn for turn in turns if turn is not None) if None not in turns else ()


check = Check(
    title="NFS export readable without authentication",
    remedy=(
        "In /etc/exports, name the clients of every export instead of `*` (for example `/srv/files "
        "192.0.2.0/24(ro,sec=krb5p)`), then run `exportfs -ra`. With NFS-Ganesha, set `CLIENT { Clients = "
        "192.0.2.0/24; }` and `SecType = krb5p;` in each `EXPORT`. Addresses alone protect only inside your "
        "own network: require Kerberos (`sec=krb5p`). Close ports 2049 and 111 in the firewall. Where an "
        "export was writable (`rw`), compare its files with a backup."
    ),
    severity=Severity.HIGH,
    references=(
        "https://man7.org/linux/man-pages/man5/exports.5.html",
        "https://www.rfc-editor.org/rfc/rfc7530",
        "https://cwe.mitre.org/data/definitions/306.html",
    ),
    requests=CALLS,
    sized_by="number and sizes of the files in the first folder that has some",
    applies=applies,
    run=run,
    judge=judge,
    measure=measure,
    level=ReadLevel.LISTING,
)
