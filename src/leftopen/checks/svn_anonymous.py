"""Subversion (`svn://`): repository readable without a password (anonymous login).

Answers the greeting and logs in with the protocol's own anonymous identity (ANONYMOUS, RFC 4505, without a
trace) where the server offers it or needs no login, then lists the newest revision's root (`get-dir`). No
password is sent, nothing is fetched, and no command writes. The names of the root are read in memory to
count; none is stored. The protocol can't list the repositories of a server, and the check guesses no names.

Open: an entry of the root. Empty: a root without entries. Closed: only ways with a password are offered, or
the server denies the anonymous user. Unknown: no repository at the server's root, because others may be
served under their names. False positives: a public project.
"""

from __future__ import annotations

from leftopen.model.channel import Channel
from leftopen.model.check import Check, CheckReplies, Replies
from leftopen.model.observation import Observation
from leftopen.model.read_level import ReadLevel
from leftopen.model.severity import Severity
from leftopen.model.size import Size
from leftopen.model.verdict import ExposureKind, Phase, Reason, Verdict, closed, opened, unknown
from leftopen.present.humanize import format_count
from leftopen.wire import svn
from leftopen.wire.svn import Folder, Item

NAMELESS = "the root is no repository; others may be served by name"


def applies(observation: Observation) -> bool:
    """The probe identified Subversion's own server, on any port."""
    return observation.module == "svn"


async def run(observation: Observation, channel: Channel) -> CheckReplies:
    """One reply: everything that the server said."""
    heard = await _read_items(channel, b"", 1)
    if svn.greeting(heard) is None:
        return CheckReplies(replies=(heard,))
    await channel.send(svn.HELLO, at=ReadLevel.LISTING)
    heard = await _read_items(channel, heard, 2)
    offered = _offered(svn.items(heard))
    if svn.ANONYMOUS in offered:
        await channel.send(svn.LOG_IN, at=ReadLevel.LISTING)
        heard = await _read_items(channel, heard, 3)
    elif offered:
        return CheckReplies(replies=(heard,))
    place = _place(svn.items(heard))
    heard = await _read_items(channel, heard, place + 1)
    if _is_let_in(svn.items(heard)):
        await channel.send(svn.LIST_ROOT, at=ReadLevel.LISTING)
        heard = await _read_items(channel, heard, place + 3)
    return CheckReplies(replies=(heard,))


async def _read_items(channel: Channel, heard: bytes, wanted: int) -> bytes:
    """Reads on to that number of items, to a failure or to a login that is asked for."""
    while len(found := svn.items(heard)) < wanted and len(heard) < svn.LARGEST:
        if found and (svn.failure(found[-1]) or (len(found) > 3 and svn.mechanisms(found[-1]))):
            break
        part = await channel.read(min(4096, svn.LARGEST - len(heard)))
        if not part:
            break
        heard += part
    return heard


def judge(replies: Replies) -> Verdict:
    """Open by the listing alone; closed by what the server offers or by its own refusal."""
    raw = replies[0] if len(replies) == 1 else b""
    if not isinstance(raw, bytes):
        return unknown(Reason.OTHER_PROTOCOL)
    found = svn.items(raw)
    if not found:
        return unknown(Reason.CUT if raw[:1] in (b"", b"(") else Reason.OTHER_PROTOCOL, Phase.ASK)
    if svn.failure(found[-1]):
        return _failed(svn.failure(found[-1]))
    if svn.greeting(raw) is None:
        return unknown(Reason.OTHER_PROTOCOL)
    asked = [svn.mechanisms(item) for item in (found[1:2] + found[_place(found) + 1 :][:1])]
    if any(ways and svn.ANONYMOUS not in ways for ways in asked):
        return closed(Reason.PASSWORD_ASKED, "no ANONYMOUS")
    return _listed(_root(raw, found))


def _failed(code: int) -> Verdict:
    if code in svn.NOT_AUTHORIZED:
        return closed(Reason.FORBIDDEN, f"error {code}")
    return unknown(Reason.NOT_UNDERSTOOD, said=NAMELESS if code == svn.NO_REPOSITORY else f"error {code}")


def _listed(folder: Folder | None) -> Verdict:
    if folder is not None and folder.names:
        return opened(ExposureKind.DATA, f"{format_count(folder.names, 'entry', 'entries')} in the root")
    if folder is not None and folder.whole:
        return opened(ExposureKind.EMPTY, "no entries in the root")
    return unknown(Reason.CUT, Phase.ASK)


def _offered(found: tuple[Item, ...]) -> tuple[str, ...]:
    return (svn.mechanisms(found[1]) or ()) if len(found) > 1 else ()


def _place(found: tuple[Item, ...]) -> int:
    """The index of the repository's description: behind the result of the login, where there was one."""
    return 3 if _offered(found) else 2


def _is_let_in(found: tuple[Item, ...]) -> bool:
    place = _place(found)
    accepted = place == 2 or (len(found) > 2 and svn.success(found[2]) is not None)
    return accepted and len(found) > place and svn.is_repository(found[place])


def _root(raw: bytes, found: tuple[Item, ...]) -> Folder | None:
    """The listing of the root; None for a client that was not let in, or without a listing."""
    return svn.folder(raw, _place(found) + 2) if _is_let_in(found) else None


def measure(replies: Replies) -> Size:
    """The entries of the root; a lower bound when the list was cut."""
    raw = replies[0] if len(replies) == 1 else b""
    if not isinstance(raw, bytes):
        return Size()
    folder = _root(raw, svn.items(raw))
    return Size(records=folder.names, at_least=not folder.whole) if folder else Size()


check = Check(
    title="Subversion repository readable without a password",
    remedy=(
        "In conf/svnserve.conf of the repository, set `anon-access = none` and `auth-access = write`, and "
        "name the users in `password-db`. With `authz-db`, give `*` no right. svnserve reads these files "
        "for each connection; no restart is needed. For access over the internet, use `svn+ssh://` or "
        "HTTPS instead, and close port 3690 in the firewall. Search the history for passwords "
        "and keys (`svn log --diff`), and replace each one: a copy of it may exist."
    ),
    severity=Severity.MEDIUM,
    references=(
        "https://svnbook.red-bean.com/en/1.7/svn.serverconfig.svnserve.html",
        "https://svn.apache.org/repos/asf/subversion/trunk/subversion/libsvn_ra_svn/protocol",
        "https://cwe.mitre.org/data/definitions/306.html",
    ),
    requests=3,
    sized_by="number of the entries in the root of the newest revision",
    applies=applies,
    run=run,
    judge=judge,
    measure=measure,
    level=ReadLevel.LISTING,
    anonymous=True,
)
