"""Cassandra or ScyllaDB: readable without authentication.

Begins a session (STARTUP) without a user and, if none is asked for, selects the names of the keyspaces. Names
are read in memory to count; none is stored. No row of a table is read.

Open: keyspaces that are not the server's own. Empty: only its own. Closed: the server asks for a login
(AUTHENTICATE), or refuses the selection. False positives: none known; a keyspace may be empty.
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
from leftopen.wire import cql
from leftopen.wire.read_message import read_message


def applies(observation: Observation) -> bool:
    """The probe identified CQL, on any port."""
    return observation.module == "cassandra"


async def run(observation: Observation, channel: Channel) -> CheckReplies:
    """Both requests on one connection; the second only where no login is asked for."""
    await channel.send(cql.BEGIN, at=ReadLevel.METADATA)
    begun = await read_message(channel, cql.needed)
    answer = cql.frame(begun)
    if answer is None or answer.kind != cql.READY:
        return CheckReplies(replies=(begun,))
    await channel.send(cql.KEYSPACES, at=ReadLevel.LISTING)
    return CheckReplies(replies=(begun, await read_message(channel, cql.needed)))


def judge(replies: Replies) -> Verdict:
    """Open by the names, after a session without a login."""
    if not all(isinstance(reply, bytes) for reply in replies):
        return unknown(Reason.OTHER_PROTOCOL)
    begun, names = (_bytes(replies, at) for at in range(2))
    answer = cql.frame(begun)
    if answer is None:
        return unknown(Reason.CUT if cql.needed(begun) else Reason.OTHER_PROTOCOL, Phase.ASK)
    if wanted := cql.authenticator(answer):
        return closed(Reason.PASSWORD_ASKED, wanted)
    if answer.kind != cql.READY or answer.body:
        return unknown(Reason.NOT_UNDERSTOOD)
    return _selected(names)


def _selected(names: bytes) -> Verdict:
    answer = cql.frame(names)
    if answer is None:
        return unknown(Reason.CUT if cql.needed(names) else Reason.NOT_UNDERSTOOD, Phase.ASK)
    if cql.error(answer) == cql.UNAUTHORIZED:
        return closed(Reason.FORBIDDEN, "Unauthorized")
    found = cql.keyspaces(answer)
    if found is None or "system" not in found:
        return unknown(Reason.NOT_UNDERSTOOD)
    others = _others(found)
    if others:
        return opened(ExposureKind.DATA, format_count(others, "keyspace"))
    return opened(ExposureKind.EMPTY, "system keyspaces only")


def _others(names: tuple[str, ...]) -> int:
    return sum(not cql.SYSTEM.fullmatch(name) for name in names)


def measure(replies: Replies) -> Size:
    """The keyspaces, as the least number of tables."""
    answer = cql.frame(_bytes(replies, 1))
    found = cql.keyspaces(answer) if answer is not None else None
    return Size(records=_others(found), at_least=True) if found else Size()


def _bytes(replies: Replies, at: int) -> bytes:
    reply = replies[at] if at < len(replies) else b""
    return reply if isinstance(reply, bytes) else b""


check = Check(
    title="Cassandra readable without authentication",
    remedy=(
        "In cassandra.yaml, set `authenticator: PasswordAuthenticator` and `authorizer: "
        "CassandraAuthorizer`, and restart the nodes one by one. Then create a superuser of your own, and "
        "take the rights of the default one: `ALTER ROLE cassandra WITH SUPERUSER = false AND LOGIN = "
        "false;`. Bind it to the internal address (`rpc_address`). Close ports 9042, 7000 and 7199 in the "
        "firewall. Treat the data as read; others may have changed or deleted it."
    ),
    severity=Severity.HIGH,
    references=(
        "https://cassandra.apache.org/doc/latest/cassandra/managing/operating/security.html",
        "https://cwe.mitre.org/data/definitions/306.html",
    ),
    requests=2,
    sized_by="number of the keyspaces, a lower bound; rows are not counted",
    applies=applies,
    run=run,
    judge=judge,
    measure=measure,
    level=ReadLevel.LISTING,
)
