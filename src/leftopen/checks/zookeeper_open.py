"""ZooKeeper: tree readable without authentication.

Requests the counters (`srvr`), then opens a session of four seconds, requests the names directly below the
root, closes the session, and requests the data size (`mntr`, which most servers refuse). No node is read and
no watch is set. As for any client, the session adds an entry to the server's own transaction log.

A refused four-letter word ("not in the whitelist") proves nothing about the tree; only the response to the
request for the names does. Open: names. Only `/zookeeper`, which the server creates itself: empty. Closed:
NoAuth for the root (an access list), or the server requires session authentication.

False positives: a readable root above unreadable nodes; the names of those nodes are still readable.
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
from leftopen.wire import zookeeper
from leftopen.wire.read_message import read_message

WORDS = 4096
NAMES = 8192
"""Bytes to read of the response: enough to see names; the response begins with their number."""

REFUSED = {
    zookeeper.NO_AUTH: (Reason.FORBIDDEN, "NoAuth"),
    zookeeper.AUTH_FAILED: (Reason.PASSWORD_ASKED, "AuthFailed"),
    zookeeper.NEEDS_SASL: (Reason.PASSWORD_ASKED, "SessionClosedRequireSaslAuth"),
}


def applies(observation: Observation) -> bool:
    """The probe identified ZooKeeper, on any port."""
    return observation.module == "zookeeper"


async def run(observation: Observation, channel: Channel) -> CheckReplies:
    """Counters, session, names, end of session, and the size if names were returned."""
    counters = await _word(channel, zookeeper.SRVR)
    await channel.send(zookeeper.CONNECT, at=ReadLevel.LISTING)
    session = await _frame(channel, 64)
    if not zookeeper.is_connected(session):
        return CheckReplies(replies=(counters, session))
    await channel.send(zookeeper.CHILDREN, at=ReadLevel.LISTING)
    names = await _frame(channel, NAMES)
    answer = zookeeper.children(names)
    if answer is None or answer.error in (zookeeper.AUTH_FAILED, zookeeper.NEEDS_SASL):
        return CheckReplies(replies=(counters, session, names))
    await channel.send(zookeeper.CLOSE, at=ReadLevel.LISTING)
    if not answer.cut:
        await _frame(channel, 64)
    await channel.hang_up()
    if answer.error:
        return CheckReplies(replies=(counters, session, names))
    return CheckReplies(replies=(counters, session, names, await _word(channel, zookeeper.MNTR)))


async def _word(channel: Channel, word: bytes) -> bytes:
    """The response to a four-letter word; the server then closes the connection."""
    await channel.send(word, at=ReadLevel.METADATA)
    heard = b""
    while len(heard) < WORDS and (part := await channel.read(WORDS - len(heard))):
        heard += part
    await channel.hang_up()
    return heard


async def _frame(channel: Channel, most: int) -> bytes:
    return await read_message(channel, lambda heard: zookeeper.needed(heard, most))


def judge(replies: Replies) -> Verdict:
    """Judge by the names alone, in a session that the server granted."""
    if any(not isinstance(reply, bytes) for reply in replies):
        return unknown(Reason.OTHER_PROTOCOL)
    session, names = (_bytes(replies, at) for at in (1, 2))
    if not session or (zookeeper.is_connected(session) and not names):
        return unknown(Reason.CUT, Phase.ASK)
    answer = zookeeper.children(names) if zookeeper.is_connected(session) else None
    if answer is None:
        return unknown(Reason.NOT_UNDERSTOOD)
    if answer.error:
        reason, word = REFUSED.get(answer.error, (Reason.NOT_UNDERSTOOD, f"error {answer.error}"))
        return unknown(reason, said=word) if reason is Reason.NOT_UNDERSTOOD else closed(reason, word)
    if answer.count and not answer.names:
        return unknown(Reason.CUT)
    if any(name != zookeeper.SYSTEM for name in answer.names) or answer.count > 1:
        others = answer.count - (zookeeper.SYSTEM in answer.names or answer.cut)
        return opened(ExposureKind.DATA, f"{format_count(others, 'name')} below the root")
    return opened(ExposureKind.EMPTY, "system nodes only")


def measure(replies: Replies) -> Size:
    """Nodes from `srvr`, bytes from `mntr`; without them the names below the root, a lower bound."""
    answer = zookeeper.children(_bytes(replies, 2))
    if answer is None or answer.error or not zookeeper.is_connected(_bytes(replies, 1)):
        return Size()
    size = zookeeper.number(zookeeper.lines(_bytes(replies, 3)).get("zk_approximate_data_size", ""))
    nodes = zookeeper.nodes(_bytes(replies, 0))
    if nodes is not None:
        return Size(records=nodes, bytes=size)
    return Size(records=max(0, answer.count - 1), bytes=size, at_least=True)


def _bytes(replies: Replies, at: int) -> bytes:
    reply = replies[at] if at < len(replies) else b""
    return reply if isinstance(reply, bytes) else b""


check = Check(
    title="ZooKeeper readable without authentication",
    remedy=(
        "Require authentication for all clients: in zoo.cfg, set `enforce.auth.enabled=true` and "
        "`enforce.auth.schemes=sasl` (with a JAAS file). Restart the servers one by one. Restrict the tree "
        "with an access list: run `setAcl -R / sasl:NAME:cdrwa` in zkCli.sh. Bind it to the internal address "
        "(`clientPortAddress`). Close port 2181 in the firewall. Change the passwords and tokens that "
        "programs store there (Kafka, Hadoop, Solr)."
    ),
    severity=Severity.HIGH,
    references=(
        "https://zookeeper.apache.org/doc/current/zookeeperAdmin.html",
        "https://zookeeper.apache.org/doc/current/zookeeperProgrammers.html",
    ),
    requests=5,
    sized_by="nodes from `Node count` of srvr, minus the server's own; bytes from mntr if answered",
    applies=applies,
    run=run,
    judge=judge,
    measure=measure,
    level=ReadLevel.LISTING,
)
