"""memcached: readable without authentication.

Sends `version` and `stats`: the server's counters about itself. No key name and no value is requested (no
`get`, no `stats items`, no `lru_crawler metadump`), and the requests count no hit and no miss. Any client
that may send them may also read, change and empty the whole cache: there are no finer rights.

Open: the counters include both the items and their bytes. Empty: there are no items. Closed: a server with an
authentication file answers `CLIENT_ERROR unauthenticated`. False positives: a cache that contains only public
pages; `curr_items` also counts expired items that were not requested since.
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
from leftopen.wire import memcached

QUESTIONS = (memcached.VERSION, memcached.STATS)


def applies(observation: Observation) -> bool:
    """The probe identified memcached, on any port."""
    return observation.module == "memcached"


async def run(observation: Observation, channel: Channel) -> CheckReplies:
    """Both requests on one connection; the second only after a version."""
    replies: list[bytes] = []
    for question in QUESTIONS:
        await channel.send(question, at=ReadLevel.METADATA)
        replies.append(await _answer(channel))
        if not memcached.version(replies[-1]):
            break
    return CheckReplies(replies=tuple(replies))


async def _answer(channel: Channel) -> bytes:
    heard = b""
    while not memcached.whole(heard):
        part = await channel.read(memcached.LARGEST - len(heard))
        if not part:
            break
        heard += part
    return heard


def judge(replies: Replies) -> Verdict:
    """Open only when both responses are complete and the counters are those of a cache."""
    last = replies[-1] if replies else b""
    if not isinstance(last, bytes):
        return unknown(Reason.OTHER_PROTOCOL)
    if memcached.refuses(last):
        return closed(Reason.PASSWORD_ASKED, memcached.UNAUTHENTICATED.decode())
    if not last:
        return unknown(Reason.CUT, Phase.ASK)
    if not memcached.begins(last):
        return unknown(Reason.OTHER_PROTOCOL)
    if not memcached.whole(last):
        return unknown(Reason.CUT, Phase.ASK)
    counted = _counted(replies)
    if counted is None:
        return unknown(Reason.NOT_UNDERSTOOD)
    items = counted.records or 0
    return (
        opened(ExposureKind.DATA, format_count(items, "item"))
        if items
        else opened(ExposureKind.EMPTY, "no items")
    )


def measure(replies: Replies) -> Size:
    """`curr_items` and `bytes` of `stats`."""
    return _counted(replies) or Size()


def _counted(replies: Replies) -> Size | None:
    """None unless a version is followed by counters with both numbers and a version again."""
    if len(replies) != 2 or not all(isinstance(reply, bytes) for reply in replies):
        return None
    first, second = replies
    assert isinstance(first, bytes)
    assert isinstance(second, bytes)
    counters = memcached.stats(second)
    if (
        counters is None
        or not memcached.version(first)
        or counters.get("version") != memcached.version(first)
    ):
        return None
    items, size = memcached.number(counters, "curr_items"), memcached.number(counters, "bytes")
    return None if items is None or size is None else Size(records=items, bytes=size)


check = Check(
    title="memcached readable without authentication",
    remedy=(
        "In memcached.conf, set `-l 127.0.0.1` (or a private address) and `-U 0`, then restart it. Close its "
        "ports (usually 11211, TCP and UDP) in the firewall. If it must be reachable over a network, start "
        "it with an authentication file (`-Y /path/authfile`) inside TLS (`-Z`). Treat its contents as read: "
        "revoke the sessions and tokens in it. Others may have changed its entries."
    ),
    severity=Severity.HIGH,
    references=(
        "https://docs.memcached.org/serverguide/",
        "https://www.shadowserver.org/what-we-do/network-reporting/accessible-memcached-report/",
    ),
    requests=len(QUESTIONS),
    sized_by="items from curr_items, bytes from bytes, both of stats",
    applies=applies,
    run=run,
    judge=judge,
    measure=measure,
)
