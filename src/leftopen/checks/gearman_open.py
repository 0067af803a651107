"""Gearman: job queue readable without authentication.

Sends `version` and `status`: the functions that the server knows, with how many jobs wait and how many
workers there are. Their names are read in memory to count; none is stored. No job is submitted or taken, no
function is registered. Any client that may send this may also submit jobs, which the workers run, and
register as a worker and receive the contents of jobs: the protocol has no authentication.

Open: jobs that wait or run (data), or functions only (metadata). Empty: no function is known. Closed: the
server has no way to refuse a client, so that no reply of its own says closed. False positives: none known.
"""

from __future__ import annotations

from leftopen.model.channel import Channel
from leftopen.model.check import Check, CheckReplies, Replies
from leftopen.model.observation import Observation
from leftopen.model.read_level import ReadLevel
from leftopen.model.severity import Severity
from leftopen.model.size import Size
from leftopen.model.verdict import ExposureKind, Phase, Reason, Verdict, opened, unknown
from leftopen.present.humanize import format_count
from leftopen.wire import gearman
from leftopen.wire.gearman import Status


def applies(observation: Observation) -> bool:
    """The probe identified Gearman, on any port."""
    return observation.module == "gearman"


async def run(observation: Observation, channel: Channel) -> CheckReplies:
    """Both requests on one connection; the second only after a version."""
    await channel.send(gearman.VERSION, at=ReadLevel.METADATA)
    version = await channel.read_until(b"\n", 256)
    if not gearman.version(version):
        return CheckReplies(replies=(version,))
    await channel.send(gearman.STATUS, at=ReadLevel.LISTING)
    heard = b""
    while not gearman.whole(heard):
        part = await channel.read(gearman.LARGEST - len(heard))
        if not part:
            break
        heard += part
    return CheckReplies(replies=(version, heard))


def judge(replies: Replies) -> Verdict:
    """Open only when a version is followed by a list of functions."""
    first, second = (*replies, b"", b"")[:2]
    if not isinstance(first, bytes) or not isinstance(second, bytes):
        return unknown(Reason.OTHER_PROTOCOL)
    if not gearman.version(first):
        begun = not first or (first.startswith(b"OK") and b"\n" not in first)
        return unknown(Reason.CUT, Phase.ASK) if begun else unknown(Reason.OTHER_PROTOCOL)
    status = gearman.status(second)
    if status is None:
        cut = not second or not gearman.whole(second)
        return unknown(Reason.CUT, Phase.ASK) if cut else unknown(Reason.NOT_UNDERSTOOD)
    return _opened(status)


def _opened(status: Status) -> Verdict:
    functions = f"{format_count(status.functions, 'function')}, {format_count(status.workers, 'worker')}"
    if status.jobs:
        return opened(ExposureKind.DATA, f"{format_count(status.jobs, 'job')}, {functions}")
    if status.functions:
        return opened(ExposureKind.METADATA, f"no jobs, {functions}")
    return opened(ExposureKind.EMPTY, "no functions") if status.whole else unknown(Reason.CUT, Phase.ASK)


def measure(replies: Replies) -> Size:
    """The jobs of all functions; a lower bound when the list was cut."""
    last = replies[1] if len(replies) == 2 else b""
    status = gearman.status(last) if isinstance(last, bytes) else None
    return Size(records=status.jobs, at_least=not status.whole) if status else Size()


check = Check(
    title="Gearman job queue readable without authentication",
    remedy=(
        'Bind it to loopback or a private address: set `PARAMS="--listen=127.0.0.1"` in '
        "/etc/default/gearman-job-server, then run `systemctl restart gearman-job-server`. Close port 4730 "
        "in the firewall. Workers and clients on other machines need a tunnel (`ssh -L` or a VPN), or TLS "
        "with client certificates (`--ssl`). Treat the queued jobs as read, and check what the workers ran: "
        "others may have submitted jobs."
    ),
    severity=Severity.HIGH,
    references=(
        "http://gearman.org/protocol/",
        "https://cwe.mitre.org/data/definitions/306.html",
    ),
    requests=2,
    sized_by="waiting and running jobs of all functions in `status`",
    applies=applies,
    run=run,
    judge=judge,
    measure=measure,
    level=ReadLevel.LISTING,
)
