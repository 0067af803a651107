"""`git daemon`: repository readable without authentication.

Asks for the repository at the daemon's root (`git-upload-pack /`) and reads the list of its references, as
`git ls-remote` does. Nothing is fetched. The names of branches and tags are read in memory to count; none is
stored. The protocol can't list the repositories of a daemon, and the check guesses no names.

Open: references. Empty: a repository without a commit. Closed: the daemon refuses the root that it served in
the first observation. A refusal of a root that was never served is unknown, because other repositories may be
served under their names. False positives: the daemon has no authentication at all, so that its repositories
may be meant for everyone; a mirror of a public project.
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
from leftopen.wire import git_daemon
from leftopen.wire.exchange import Exchange, pack, unpack
from leftopen.wire.git_daemon import Advertisement
from leftopen.wire.read_message import read_message

KNOWN = "served before"
NAMELESS = "the root is not served; other repositories may be"


def applies(observation: Observation) -> bool:
    """The probe identified a Git daemon, on any port."""
    return observation.module == "git_daemon"


async def run(observation: Observation, channel: Channel) -> CheckReplies:
    """One request; the reply tells whether the first observation saw the root served."""
    await channel.send(git_daemon.ROOT, at=ReadLevel.LISTING)
    reply = await read_message(channel, git_daemon.needed)
    block = observation.blocks.get("git")
    known = isinstance(block, dict) and block.get("root_served") is True
    return CheckReplies(replies=(pack(Exchange(asked=KNOWN if known else "", said=reply)),))


def judge(replies: Replies) -> Verdict:
    """Open by references alone; closed only where the same root was served before."""
    turn = unpack(replies[0]) if len(replies) == 1 and isinstance(replies[0], bytes) else None
    if turn is None:
        return unknown(Reason.OTHER_PROTOCOL)
    served = git_daemon.advertised(turn.said)
    if served is not None:
        return _opened(served, full=len(turn.said) >= git_daemon.LONGEST)
    if git_daemon.denies(turn.said):
        reply = git_daemon.refusal(turn.said)
        if turn.asked == KNOWN:
            return closed(Reason.FORBIDDEN, reply)
        return unknown(Reason.NOT_UNDERSTOOD, said=NAMELESS)
    cut = not turn.said or git_daemon.needed(turn.said) > 0
    return unknown(Reason.CUT, Phase.ASK) if cut else unknown(Reason.NOT_UNDERSTOOD)


def _opened(served: Advertisement, *, full: bool) -> Verdict:
    """`full`: no more was read. A list that ended earlier without its end was cut by the server."""
    if served.names and (served.whole or full):
        return opened(ExposureKind.DATA, f"{format_count(len(served.names), 'branch or tag')}")
    if served.whole:
        return opened(ExposureKind.EMPTY, "no branches or tags")
    return unknown(Reason.CUT, Phase.ASK)


def measure(replies: Replies) -> Size:
    """The references; a lower bound when the list was cut."""
    turn = unpack(replies[0]) if len(replies) == 1 and isinstance(replies[0], bytes) else None
    served = git_daemon.advertised(turn.said) if turn is not None else None
    return Size(records=len(served.names), at_least=not served.whole) if served else Size()


check = Check(
    title="Git repository readable without authentication",
    remedy=(
        "Serve the repository over SSH or HTTPS with accounts, and stop the daemon: `systemctl disable "
        "--now git-daemon.socket` (or remove `git daemon` from where it is started). If it must stay: run "
        "it with `--listen=127.0.0.1`, without `--export-all`, and remove the file `git-daemon-export-ok` "
        "from every repository that is not meant for everyone. Close port 9418 in the firewall. Search the "
        "history for passwords and keys (`git log -p`), and replace each one: a copy of it may exist."
    ),
    severity=Severity.MEDIUM,
    references=(
        "https://git-scm.com/docs/git-daemon",
        "https://git-scm.com/docs/gitprotocol-pack",
        "https://cwe.mitre.org/data/definitions/306.html",
    ),
    requests=1,
    sized_by="number of the branches and tags that the daemon lists",
    applies=applies,
    run=run,
    judge=judge,
    measure=measure,
    level=ReadLevel.LISTING,
)
