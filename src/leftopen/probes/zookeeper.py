"""Apache ZooKeeper.

Sends the four-letter word `srvr`, which every server answers by default; the refusal also names the program.
No session is opened. Source: ZooKeeper's administrator guide.
"""

from __future__ import annotations

from leftopen.model.channel import Channel
from leftopen.model.facts import Json, ServiceFacts
from leftopen.model.probe import Probe
from leftopen.model.read_level import ReadLevel
from leftopen.wire import zookeeper

LIMIT = 4096
MODES = ("standalone", "leader", "follower", "observer", "read-only")


def recognises(first: bytes) -> bool:
    """The version line, or one of the two error sentences sent instead."""
    if first.startswith(zookeeper.NOT_SERVING):
        return True
    return bool(zookeeper.version(first)) or first.startswith(b"srvr" + zookeeper.NOT_LISTED)


async def ask(channel: Channel, first: bytes) -> bytes:
    """`srvr` again, read completely: the response to an opener may be partial."""
    await channel.send(zookeeper.SRVR, at=ReadLevel.BANNER)
    heard = b""
    while len(heard) < LIMIT and (part := await channel.read(LIMIT - len(heard))):
        heard += part
    return heard


def read(raw: bytes) -> ServiceFacts | None:
    """Facts of the response, complete or partial; None when it is not ZooKeeper."""
    if not recognises(raw):
        return None
    version, answer = zookeeper.version(raw), zookeeper.lines(raw)
    block: dict[str, Json] = {}
    if answer.get("Mode") in MODES:
        block["mode"] = answer["Mode"]
    count = zookeeper.number(answer.get("Node count", ""))
    if count is not None:
        block["node_count"] = count
    return ServiceFacts(
        data=raw[:LIMIT],
        product="ZooKeeper",
        version=version,
        info="" if version else raw[:100].decode("latin-1").strip(),
        cpe=(f"cpe:/a:apache:zookeeper:{version}",) if version else (),
        tags=("database",),
        blocks={"zookeeper": block},
    )


probe = Probe(
    opener=zookeeper.SRVR, recognises=recognises, ask=ask, read=read, ports=(2181, 2182, 2281, 3181)
)
