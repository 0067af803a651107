"""IMAP: mail readable without a name or a password.

Requests the capabilities, over STARTTLS when offered. When the server offers `AUTH=ANONYMOUS` (RFC 4505) or
greets with `PREAUTH`, the check uses this anonymous access and requests:

    metadata   the counters of INBOX
    listing    the folder names, in memory, and the counters of at most eight folders (STATUS, which
               changes no flag)

No folder is selected and no mail is fetched at any level. Open: the server grants anonymous access. *Data*
when a folder counts messages, *empty* when all folders were requested and all are empty, else *metadata*.
Closed: the server offers no anonymous access or answers NO to it.

False positive: a public archive (a mailing list served by public-inbox-imapd or Cyrus).
"""

from __future__ import annotations

from leftopen.model.channel import Channel
from leftopen.model.check import Check, CheckReplies, Replies
from leftopen.model.observation import Observation
from leftopen.model.read_level import ReadLevel
from leftopen.model.remedy import Remedy
from leftopen.model.severity import Severity
from leftopen.model.size import Size
from leftopen.model.verdict import ExposureKind, Phase, Reason, Verdict, accessible, closed, opened, unknown
from leftopen.present.humanize import format_count
from leftopen.wire import imap

ASKED = 8
FIRST_TAG = 10
LIMIT = 8192
LISTED = 20 * 1024
INBOX = imap.ImapFolder(name=b"INBOX", flags=frozenset())
CAPABILITY, STARTTLS, INSIDE, AUTHENTICATE, LIST, LOGOUT = "L1", "L2", "L3", "L4", "L5", "L6"
STATUS = tuple(f"L{number}" for number in range(FIRST_TAG, FIRST_TAG + ASKED + 1))
PASSING = ("[UNAVAILABLE]", "[INUSE]", "[LIMIT]", "[SERVERBUG]", "[CONTACTADMIN]")


def applies(observation: Observation) -> bool:
    """The probe identified IMAP, on any port."""
    return observation.module == "imap"


async def run(observation: Observation, channel: Channel) -> CheckReplies:
    """Connect, read the counters, log out. If the folder list is too long to read completely, the counters
    are requested on a new connection."""
    replies = await _enter(observation, channel)
    if not _let_in(tuple(replies)):
        return CheckReplies(replies=tuple(replies))
    folders: tuple[imap.ImapFolder, ...] = (INBOX,)
    if channel.level.allows(ReadLevel.LISTING):
        listed = await _said(channel, LIST, b'LIST "" "*"', ReadLevel.LISTING, LISTED)
        replies.append(listed)
        folders = select_folders(imap.folders(listed))
        if not imap.outcome(listed, LIST)[0]:
            await channel.hang_up()
            again = await _enter(observation, channel)
            folders = folders if _let_in(tuple(again)) else ()
    replies += await _counted(channel, folders, size=_tells_size(replies))
    await channel.send(imap.command(LOGOUT, b"LOGOUT"), at=ReadLevel.METADATA)
    return CheckReplies(replies=tuple(replies))


async def _enter(observation: Observation, channel: Channel) -> list[bytes]:
    replies = [await imap.read_reply(channel, limit=LIMIT)]
    if imap.greeting(replies[0]) != "OK":
        return replies
    replies.append(await _said(channel, CAPABILITY, b"CAPABILITY"))
    offered = imap.capabilities(replies[-1])
    if "STARTTLS" in offered and not observation.tls:
        replies.append(await _said(channel, STARTTLS, b"STARTTLS"))
        if imap.outcome(replies[-1], STARTTLS)[0] != "OK":
            return replies
        await channel.start_tls()
        replies.append(await _said(channel, INSIDE, b"CAPABILITY"))
        offered = imap.capabilities(replies[-1])
    if imap.ANONYMOUS in offered:
        asked = await _said(channel, AUTHENTICATE, b"AUTHENTICATE ANONYMOUS")
        if asked.startswith(b"+"):
            await channel.send(imap.TRACE + imap.END, at=ReadLevel.METADATA)
            asked += await imap.read_reply(channel, AUTHENTICATE, LIMIT)
        replies.append(asked)
    return replies


async def _counted(channel: Channel, folders: tuple[imap.ImapFolder, ...], *, size: bool) -> list[bytes]:
    """STATUS of each folder; repeated without sizes when the server does not support them."""
    replies: list[bytes] = []
    for folder in folders:
        asked = imap.status_of(folder, size=size)
        if asked is None:
            continue
        tag = STATUS[len(replies)]
        heard = await _said(channel, tag, asked)
        replies.append(heard)
        if not imap.outcome(heard, tag)[0]:
            break
        without = imap.status_of(folder, size=False)
        if (
            size
            and imap.outcome(heard, tag)[0] != "OK"
            and without is not None
            and len(replies) < len(STATUS)
        ):
            size, tag = False, STATUS[len(replies)]
            replies.append(await _said(channel, tag, without))
    return replies


async def _said(
    channel: Channel, tag: str, words: bytes, at: ReadLevel = ReadLevel.METADATA, limit: int = LIMIT
) -> bytes:
    await channel.send(imap.command(tag, words), at=at)
    return await imap.read_reply(channel, tag, limit)


def select_folders(folders: tuple[imap.ImapFolder, ...]) -> tuple[imap.ImapFolder, ...]:
    """At most eight: INBOX, then folders without subfolders, where archives store their mail."""
    askable = [folder for folder in folders if folder.selectable]
    askable.sort(key=lambda one: (one.name.upper() != b"INBOX", "\\HASCHILDREN" in one.flags))
    return tuple(askable[:ASKED])


def judge(replies: Replies) -> Verdict:
    """Judge by whether anonymous access was granted, then by the counters."""
    heard = tuple(reply for reply in replies if isinstance(reply, bytes))
    if len(heard) != len(replies):
        return unknown(Reason.OTHER_PROTOCOL)
    greeting = imap.greeting(heard[0]) if heard else ""
    if not greeting:
        return unknown(Reason.OTHER_PROTOCOL if heard and heard[0] else Reason.CUT, Phase.ASK)
    if not _let_in(heard):
        return _kept_out(greeting, heard)
    counts, listed = _counts(heard), _folders(heard)
    messages = sum(counted.messages for counted in counts)
    among = f" in {format_count(len(listed), 'folder')}" if listed else ""
    if messages:
        return opened(ExposureKind.DATA, f"{format_count(messages, 'message')}{among}")
    if listed is not None and len(counts) == len(listed):
        return opened(ExposureKind.EMPTY, f"no messages{among}")
    response = f"anonymous access granted; no messages counted{among}"
    return opened(ExposureKind.METADATA, response) if listed else accessible(response)


def measure(replies: Replies) -> Size:
    """The sums over the requested folders; a lower bound when some were not requested."""
    heard = tuple(reply for reply in replies if isinstance(reply, bytes))
    counts, listed = _counts(heard), _folders(heard)
    if not counts:
        return Size()
    sizes = [counted.bytes for counted in counts if counted.bytes is not None]
    every = listed is not None and len(counts) == len(listed)
    return Size(
        records=sum(counted.messages for counted in counts),
        bytes=sum(sizes) if len(sizes) == len(counts) else None,
        at_least=not every,
    )


def _kept_out(greeting: str, heard: tuple[bytes, ...]) -> Verdict:
    if greeting == "BYE":
        return unknown(Reason.NOT_UNDERSTOOD, Phase.ASK, heard[0][:200].decode("utf-8", "replace"))
    word, reply = _outcome(heard, AUTHENTICATE)
    if word == "NO" and not reply.upper().startswith(PASSING):
        return closed(Reason.PASSWORD_ASKED, f"NO {reply}")
    if word:
        return unknown(Reason.NOT_UNDERSTOOD, said=f"{word} {reply}")
    last = next((tag for tag in (INSIDE, CAPABILITY) if _outcome(heard, tag)[0]), "")
    refused = last == CAPABILITY and _outcome(heard, STARTTLS)[0] != ""
    offered = imap.capabilities(heard[-1])
    if not last or refused or imap.ANONYMOUS in offered or not offered:
        return unknown(Reason.CUT if not refused else Reason.NOT_UNDERSTOOD, Phase.ASK)
    ways = sorted(name for name in offered if name.startswith("AUTH=") or name == "LOGINDISABLED")
    return closed(Reason.PASSWORD_ASKED, " ".join(ways) or "no anonymous login offered")


def _let_in(heard: tuple[bytes, ...]) -> bool:
    greeting = imap.greeting(heard[0]) if heard else ""
    return greeting == "PREAUTH" or (greeting == "OK" and _outcome(heard, AUTHENTICATE)[0] == "OK")


def _outcome(heard: tuple[bytes, ...], tag: str) -> tuple[str, str]:
    return next((found for raw in heard if (found := imap.outcome(raw, tag))[0]), ("", ""))


def _tells_size(heard: list[bytes]) -> bool:
    return bool(imap.capabilities(*heard) & {"STATUS=SIZE", "IMAP4REV2"})


def _counts(heard: tuple[bytes, ...]) -> list[imap.ImapStatus]:
    """The counts of every answered STATUS."""
    found = [(raw, imap.status(raw)) for raw in heard]
    return [
        counted
        for raw, counted in found
        if counted is not None and any(imap.outcome(raw, tag)[0] == "OK" for tag in STATUS)
    ]


def _folders(heard: tuple[bytes, ...]) -> tuple[imap.ImapFolder, ...] | None:
    """All folders that can contain mail; None when the list is incomplete."""
    listed = next((raw for raw in heard if imap.outcome(raw, LIST)[0] == "OK"), None)
    return None if listed is None else tuple(one for one in imap.folders(listed) if one.selectable)


check = Check(
    title="IMAP mailbox readable without a password",
    remedy=Remedy(
        general=(
            "Close ports 143 and 993 in the firewall immediately. Keep the logs of the "
            "exposure period: they show who read the mail."
        ),
        products={
            "Dovecot": (
                "Remove `anonymous` from `auth_mechanisms` (and remove `auth_anonymous_username`), then "
                "run `doveadm reload`."
            ),
            "Cyrus": (
                "Set `allowanonymouslogin: no` in imapd.conf and remove the rights of `anyone` and "
                "`anonymous` (`cyradm`: `deleteaclmailbox user.NAME anyone`)."
            ),
            "public-inbox-imapd": (
                "public-inbox-imapd has no login: let it listen on loopback only (`-l imap://127.0.0.1`),"
                " or stop it."
            ),
        },
    ),
    severity=Severity.CRITICAL,
    reads=ReadLevel.LISTING,
    references=(
        "https://doc.dovecot.org/latest/core/config/auth/mechanisms/anonymous.html",
        "https://www.rfc-editor.org/rfc/rfc4505",
    ),
    requests=21,
    sized_by="messages and bytes from STATUS of at most eight folders; a lower bound when there are more",
    applies=applies,
    run=run,
    judge=judge,
    measure=measure,
    anonymous=True,
)
