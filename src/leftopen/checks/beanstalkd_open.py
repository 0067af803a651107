"""beanstalkd: work queue readable without authentication.

Sends `version`, an unknown command, and `stats`: the server's counters about itself. No job is peeked at or
reserved, no name of a queue is asked for. Any client that may send them may also read, add and delete every
job: beanstalkd has no users and no rights.

Open: the counters, with jobs in them. Empty: no job in any state. Closed: the server has no way to refuse a
client, so that no reply of its own says closed; a firewall or a proxy in front of it does. False positives:
none known; a job may hold only numbers.
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
from leftopen.wire import beanstalkd

QUESTIONS = (beanstalkd.VERSION, beanstalkd.STATS)


def applies(observation: Observation) -> bool:
    """The probe identified beanstalkd, on any port."""
    return observation.module == "beanstalkd"


async def run(observation: Observation, channel: Channel) -> CheckReplies:
    """Both requests on one connection; the second only after the first is unknown there."""
    replies: list[bytes] = []
    for question in QUESTIONS:
        await channel.send(question, at=ReadLevel.METADATA)
        replies.append(await _answer(channel))
        if replies[0] != beanstalkd.UNKNOWN:
            break
    return CheckReplies(replies=tuple(replies))


async def _answer(channel: Channel) -> bytes:
    heard = b""
    while not beanstalkd.whole(heard):
        part = await channel.read(beanstalkd.LARGEST - len(heard))
        if not part:
            break
        heard += part
    return heard


def judge(replies: Replies) -> Verdict:
    """Open only when `version` is unknown and the counters are complete."""
    first, second = (*replies, b"", b"")[:2]
    if not isinstance(first, bytes) or not isinstance(second, bytes):
        return unknown(Reason.OTHER_PROTOCOL)
    if first != beanstalkd.UNKNOWN:
        cut = beanstalkd.UNKNOWN.startswith(first)
        return unknown(Reason.CUT, Phase.ASK) if cut else unknown(Reason.OTHER_PROTOCOL)
    if not beanstalkd.whole(second):
        return unknown(Reason.CUT, Phase.ASK)
    jobs = _jobs(replies)
    if jobs is None:
        return unknown(Reason.NOT_UNDERSTOOD)
    if not jobs:
        return opened(ExposureKind.EMPTY, "no jobs")
    return opened(ExposureKind.DATA, format_count(jobs, "job"))


def measure(replies: Replies) -> Size:
    """Jobs in every state."""
    jobs = _jobs(replies)
    return Size() if jobs is None else Size(records=jobs)


def _jobs(replies: Replies) -> int | None:
    if len(replies) != 2 or replies[0] != beanstalkd.UNKNOWN or not isinstance(replies[1], bytes):
        return None
    found = beanstalkd.stats(replies[1])
    return beanstalkd.count_jobs(found) if found is not None else None


check = Check(
    title="beanstalkd work queue readable without authentication",
    remedy=(
        "Bind it to loopback or a private address: set `BEANSTALKD_LISTEN_ADDR=127.0.0.1` in "
        "/etc/default/beanstalkd (the option `-l`), then run `systemctl restart beanstalkd`. Close port "
        "11300 in the firewall. Workers on other machines need a tunnel (`ssh -L` or a VPN): it has no "
        "passwords. Treat the queued jobs as read; others may have added or deleted some, which workers "
        "then ran."
    ),
    severity=Severity.HIGH,
    references=(
        "https://raw.githubusercontent.com/beanstalkd/beanstalkd/master/doc/protocol.txt",
        "https://cwe.mitre.org/data/definitions/306.html",
    ),
    requests=len(QUESTIONS),
    sized_by="ready, reserved, delayed and buried jobs of `stats`",
    applies=applies,
    run=run,
    judge=judge,
    measure=measure,
)
