"""A memcached that answers anyone.

Asks `version` and `stats`: the counters that it keeps about itself. No key name and no value is asked for (no
`get`, no `stats items`, no `lru_crawler metadump`), and asking counts no hit and no miss. Any client that may
ask this may also read, change and empty the whole cache: there are no finer rights.

Open: the counters come, and name both the items and their bytes. Empty: there are no items. Closed:
`CLIENT_ERROR unauthenticated`, the answer of a server with an authentication file. False positives: a cache
that holds public pages only; `curr_items` still counts items that have expired and were not yet asked for.
"""

from __future__ import annotations

from leftopen.model.channel import Channel
from leftopen.model.check import Check, CheckReplies, Replies, Translation
from leftopen.model.observation import Observation
from leftopen.model.read_level import ReadLevel
from leftopen.model.severity import Severity
from leftopen.model.size import Size
from leftopen.model.verdict import ExposureKind, Phase, Reason, Verdict, closed, opened, unknown
from leftopen.present.humanize import format_count
from leftopen.wire import memcached

QUESTIONS = (memcached.VERSION, memcached.STATS)


def applies(observation: Observation) -> bool:
    """The probe named memcached, on any port."""
    return observation.module == "memcached"


async def run(observation: Observation, channel: Channel) -> CheckReplies:
    """Both questions on one connection; the second only after a version."""
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
    """Open only when both answers are whole, and the counters are those of a cache."""
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
    """None unless a version came and then counters with both numbers and a version again."""
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
    title="memcached without a password",
    remedy=(
        "Let it listen where only your own programs are: in memcached.conf `-l 127.0.0.1` (or a private "
        "address) and `-U 0`, restart, and close its ports (usually 11211, TCP and UDP) in the firewall. "
        "Where it must be reached over a network, start it with an authentication file (`-Y /path/authfile`) "
        "inside TLS (`-Z`). Treat what it held as read: end the sessions and tokens in it, and reckon with "
        "entries that somebody else changed."
    ),
    french=Translation(
        title="memcached sans mot de passe",
        remedy=(
            "Ne le laisser écouter que là où sont vos propres programmes : dans memcached.conf `-l "
            "127.0.0.1` (ou une adresse privée) et `-U 0`, redémarrer, et fermer ses ports (d’ordinaire "
            "11211, TCP et UDP) dans le pare-feu. S’il doit être atteint par un réseau, le démarrer avec "
            "un fichier d’authentification (`-Y /path/authfile`) dans TLS (`-Z`). Tenir pour lu ce qu’il "
            "contenait : mettre fin aux sessions et aux jetons, et compter avec des entrées que quelqu’un "
            "d’autre a changées."
        ),
    ),
    severity=Severity.HIGH,
    references=(
        "https://docs.memcached.org/serverguide/",
        "https://www.shadowserver.org/what-we-do/network-reporting/accessible-memcached-report/",
    ),
    requests=len(QUESTIONS),
    sized_by="items by curr_items, bytes by bytes, both of stats",
    applies=applies,
    run=run,
    judge=judge,
    measure=measure,
)
