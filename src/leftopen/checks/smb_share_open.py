"""Windows or Samba file share: listed without authentication.

Opens an anonymous session (NTLM without a name), requests the share names from the Server Service, connects
to at most four file shares and lists the root of each: names, sizes and dates, in memory; none is stored. A
folder is opened only to list it; no file is opened. The request for the names goes through a pipe, which
receives it as written bytes.

An anonymous session proves nothing, nor does the share for pipes. Open: a listed share. Closed: the session,
every share, or the names are refused; or no file share is left. Unknown: a truncated response, another error.

False positives: public shares (drivers, installers). Not detected: a share hidden from anonymous users that
accepts them; a server that accepts a guest name but no anonymous session.
"""

from __future__ import annotations

from leftopen.formats.mail_files import File, mail_files
from leftopen.model.channel import Channel
from leftopen.model.check import Check, CheckReplies, Replies
from leftopen.model.mail import MailFiles
from leftopen.model.observation import Observation
from leftopen.model.read_level import ReadLevel
from leftopen.model.remedy import Remedy
from leftopen.model.severity import Severity
from leftopen.model.size import Size
from leftopen.model.verdict import ExposureKind, Phase, Reason, Verdict, closed, opened, unknown
from leftopen.present.humanize import format_count
from leftopen.wire import ntlm, smb2, smb2_files, srvsvc
from leftopen.wire.read_message import read_message

SHARES = 4
NAMES = 4096
LISTED = 6144
"""Requested bytes of share names, and of one folder's listing."""
FRAME = 12288

LOG_IN = (
    smb2.ACCESS_DENIED,
    smb2.LOGON_FAILURE,
    smb2.ACCOUNT_RESTRICTION,
    smb2.ACCOUNT_DISABLED,
    smb2.LOGON_TYPE,
    smb2.NETWORK_ACCESS_DENIED,
)
"""Session refusals: the server requires a name and a password."""
DENIED = (smb2.ACCESS_DENIED, smb2.NETWORK_ACCESS_DENIED, smb2.LOGON_FAILURE)

NEGOTIATED, CHALLENGE, SESSION, PIPES, PIPE, BOUND, NAMED, FIRST = range(8)
"""Index of each reply; from FIRST on two per share: the connection, and the listing or b''."""


def applies(observation: Observation) -> bool:
    """The probe identified SMB, on any port."""
    return observation.module == "smb"


async def run(observation: Observation, channel: Channel) -> CheckReplies:
    """Session, names, shares, log-off."""
    talk = _Talk(channel, _host(observation))
    replies = await _session(talk)
    if talk.session and _status(replies, SESSION) == smb2.SUCCESS:
        replies += await _names(talk)
        for share in _shares(replies):
            connected, tree = await talk.connect(share)
            replies.append(connected)
            listing = await talk.ask(*talk.listing(tree)) if smb2.disk(connected) else b""
            replies.append(listing)
            if not connected:
                break
        if replies[-1] or replies[-2]:
            await channel.send(smb2.logoff(message=talk.message, session=talk.session), at=ReadLevel.METADATA)
    return CheckReplies(replies=tuple(replies))


class _Talk:
    """One connection, and the numbers that each request repeats."""

    def __init__(self, channel: Channel, host: str) -> None:
        self._channel = channel
        self._host = host
        self.message = 0
        self.session = 0

    async def ask(self, question: bytes, steps: int = 1, at: ReadLevel = ReadLevel.LISTING) -> bytes:
        """The response, past interim responses; b'' when the connection ended."""
        await self._channel.send(question, at=at)
        self.message += steps
        for _ in range(3):
            heard = await self._frame()
            answer = smb2.responses(heard)
            if not answer or answer[0].status != smb2.PENDING:
                return heard
        return heard

    async def connect(self, share: str) -> tuple[bytes, int]:
        path = f"\\\\{self._host}\\{share}"
        heard = await self.ask(smb2.tree_connect(path, message=self.message, session=self.session))
        answer = smb2.answer(heard, smb2.TREE_CONNECT)
        return heard, answer.tree if answer is not None else 0

    def listing(self, tree: int) -> tuple[bytes, int]:
        question = smb2_files.list_root(LISTED, message=self.message, session=self.session, tree=tree)
        return question, smb2_files.STEPS

    async def _frame(self) -> bytes:
        return await read_message(
            self._channel, lambda heard: min(smb2.needed(heard), smb2.PIECE) if len(heard) < FRAME else 0
        )


async def _session(talk: _Talk) -> list[bytes]:
    replies = [await talk.ask(smb2.negotiate(), at=ReadLevel.METADATA)]
    if smb2.negotiated(replies[0]) is None:
        return replies
    question = smb2.session_setup(ntlm.negotiate(), message=talk.message)
    replies.append(await talk.ask(question, at=ReadLevel.METADATA))
    answer = smb2.answer(replies[-1], smb2.SESSION_SETUP)
    if answer is None or answer.status != smb2.MORE_PROCESSING:
        return replies
    talk.session = answer.session
    question = smb2.session_setup(ntlm.anonymous(), message=talk.message, session=talk.session)
    replies.append(await talk.ask(question, at=ReadLevel.METADATA))
    return replies


async def _names(talk: _Talk) -> list[bytes]:
    """The share for pipes, the pipe, the bind, the names; ends at the first refusal."""
    connected, tree = await talk.connect("IPC$")
    if _is(connected) != smb2.SUCCESS:
        return [connected]
    ids = {"session": talk.session, "tree": tree}
    pipe = await talk.ask(smb2_files.open_pipe(srvsvc.PIPE, message=talk.message, **ids))
    file = smb2_files.opened(pipe)
    if not file:
        return [connected, pipe]
    bound = await talk.ask(smb2_files.talk(file, srvsvc.bind(), NAMES, message=talk.message, **ids))
    if not srvsvc.is_bound(smb2_files.pipe_output(bound)):
        return [connected, pipe, bound]
    question = smb2_files.talk(file, srvsvc.share_enum(NAMES), NAMES, message=talk.message, **ids)
    return [connected, pipe, bound, await talk.ask(question)]


def _host(observation: Observation) -> str:
    """The host name in a share's path; servers ignore it."""
    endpoint = observation.endpoint
    plain = endpoint.name or str(endpoint.address)
    return plain.replace(":", "-") + ".ipv6-literal.net" if ":" in plain else plain


def judge(replies: Replies) -> Verdict:
    """The best result of any share; without one, the refusal."""
    heard = [reply for reply in replies if isinstance(reply, bytes)]
    if len(heard) < len(replies):
        return unknown(Reason.OTHER_PROTOCOL)
    if not heard or (not heard[-1] and len(heard) <= FIRST):
        return unknown(Reason.CUT, Phase.ASK)
    if smb2.negotiated(heard[NEGOTIATED]) is None:
        cut = heard[0][4:8] == smb2.MARK
        return unknown(Reason.CUT if cut else Reason.OTHER_PROTOCOL)
    if len(heard) <= SESSION or _status(heard, SESSION) != smb2.SUCCESS:
        return _refused(heard[-1], LOG_IN, Reason.PASSWORD_ASKED)
    if len(heard) <= NAMED or srvsvc.shares(smb2_files.pipe_output(heard[NAMED])) is None:
        return _refused(heard[-1], DENIED, Reason.FORBIDDEN)
    return _of_shares(heard)


def _of_shares(heard: list[bytes]) -> Verdict:
    found = _folders(heard)
    entries = sum(len(folder.entries) for folder in found)
    shares = format_count(len(found), "share")
    if entries:
        return opened(ExposureKind.DATA, f"{format_count(entries, 'name')} in the root of {shares}")
    if found:
        return opened(ExposureKind.EMPTY, f"nothing in {shares}")
    wanted = _shares(heard)
    if not wanted:
        whole = srvsvc.shares(smb2_files.pipe_output(heard[NAMED]))
        if whole is not None and whole.whole:
            return closed(Reason.NOT_SERVED, "no file shares")
        return unknown(Reason.CUT)
    answers = [heard[at + 1] or heard[at] for at in range(FIRST, len(heard) - 1, 2)]
    if len(answers) < len(wanted):
        return unknown(Reason.CUT, Phase.ASK)
    verdicts = [_refused(answer, DENIED, Reason.FORBIDDEN) for answer in answers]
    return next((each for each in verdicts if each.reason is not Reason.FORBIDDEN), verdicts[0])


def _refused(raw: bytes, codes: tuple[int, ...], reason: Reason) -> Verdict:
    """Judge by the first session response with an error."""
    answer = smb2.responses(raw)
    if not answer:
        return unknown(Reason.CUT, Phase.ASK)
    status = next((each.status for each in answer if each.status >= 0xC0000000), answer[0].status)
    reply = f"status {status:#010x}"
    return closed(reason, reply) if status in codes else unknown(Reason.NOT_UNDERSTOOD, said=reply)


def measure(replies: Replies) -> Size:
    """Files in the listed roots; a lower bound when there is a folder, another share, or a longer listing."""
    heard = [reply for reply in replies if isinstance(reply, bytes)]
    found = _folders(heard)
    if not found:
        return Size()
    files = [entry for folder in found for entry in folder.entries if not entry.folder]
    below = any(entry.folder for folder in found for entry in folder.entries)
    named = srvsvc.shares(smb2_files.pipe_output(heard[NAMED]))
    unseen = named is None or not named.whole or len(_of_files(named)) > SHARES
    when = [entry.modified for entry in files if entry.modified]
    return Size(
        records=len(files),
        bytes=sum(entry.size for entry in files),
        at_least=below or unseen or not all(folder.whole for folder in found),
        oldest=min(when, default=None),
        newest=max(when, default=None),
    )


def mail(replies: Replies) -> tuple[MailFiles, ...]:
    """Mail among the files in the roots."""
    heard = [reply for reply in replies if isinstance(reply, bytes)]
    return mail_files(
        File(path=entry.name, size=entry.size, modified=entry.modified)
        for folder in _folders(heard)
        for entry in folder.entries
        if not entry.folder
    )


def _folders(heard: list[bytes]) -> list[smb2_files.SmbFolder]:
    """The listed roots of the connected shares in a granted session."""
    if len(heard) <= FIRST or _status(heard, SESSION) != smb2.SUCCESS:
        return []
    pairs = [(heard[at], heard[at + 1]) for at in range(FIRST, len(heard) - 1, 2)]
    listed = [smb2_files.folder(listing) for connected, listing in pairs if smb2.disk(connected)]
    return [folder for folder in listed if folder is not None]


def _of_files(named: srvsvc.Shares) -> list[str]:
    """File shares, administrative shares last."""
    files = [each for each in named.named if each.kind == srvsvc.DISK_SHARE and each.name.lower() != "print$"]
    return [each.name for each in sorted(files, key=lambda each: each.special)]


def _shares(heard: list[bytes]) -> list[str]:
    named = srvsvc.shares(smb2_files.pipe_output(heard[NAMED])) if len(heard) > NAMED else None
    return _of_files(named)[:SHARES] if named is not None else []


def _is(raw: bytes) -> int:
    answer = smb2.responses(raw)
    return answer[0].status if answer else -1


def _status(heard: list[bytes], at: int) -> int:
    return _is(heard[at]) if len(heard) > at else -1


check = Check(
    title="SMB file share readable without authentication",
    remedy=Remedy(
        general=(
            "Do not expose file shares to the internet: close port 445 in the firewall. Keep the logs of "
            "the exposure period: they show who read the data."
        ),
        products={
            "Samba": (
                "In smb.conf, set `map to guest = Never` and `restrict anonymous = 2`. In every share, "
                "set `guest ok = no` and `valid users = @GROUP`. Run `smbcontrol all reload-config`."
            ),
            "Windows": (
                "Run `Disable-LocalUser Guest`. Clear the value NullSessionShares of the LanmanServer "
                "service. Remove Everyone from the entries that `Get-SmbShareAccess` lists."
            ),
        },
    ),
    severity=Severity.HIGH,
    references=(
        "https://www.shadowserver.org/what-we-do/network-reporting/accessible-smb-report/",
        "https://wiki.samba.org/index.php/Setting_up_Samba_as_a_Standalone_Server",
    ),
    requests=FIRST + 2 * SHARES + 1,
    sized_by="files and their sizes in the roots of at most four shares",
    applies=applies,
    run=run,
    judge=judge,
    measure=measure,
    mail=mail,
    level=ReadLevel.LISTING,
    anonymous=True,
)
