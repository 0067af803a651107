"""MongoDB: databases listed without authentication.

Sends `listDatabases` (names and sizes on disk; the names stay in memory) and then `dbStats` for the three
largest databases, for their numbers of records. No collection is named and no record is read.

Open: at least one database is named with its size. Empty: only `admin`, `config` and `local`, which every
server has. Closed: error 13, Unauthorized. Unknown: a list without any database (a server with authentication
but without a first user sends it to clients on its own machine); versions before 3.6, which do not support
this command format. False positives: a server filled with public test data.
"""

from __future__ import annotations

from dataclasses import dataclass

from leftopen.model.channel import Channel
from leftopen.model.check import Check, CheckReplies, Replies
from leftopen.model.observation import Observation
from leftopen.model.read_level import ReadLevel
from leftopen.model.severity import Severity
from leftopen.model.size import Size
from leftopen.model.verdict import ExposureKind, Phase, Reason, Verdict, closed, opened, unknown
from leftopen.present.humanize import format_count
from leftopen.wire import bson, mongodb
from leftopen.wire.read_message import read_message

COUNTED = 3
"""Databases whose records are counted."""
LIST_BYTES = 32 * 1024
"""About 400 databases; the rest is not read."""
STATS_BYTES = 4096


@dataclass(frozen=True, slots=True, kw_only=True)
class _Database:
    name: str
    bytes: int


def applies(observation: Observation) -> bool:
    """The probe identified MongoDB, on any port."""
    return observation.module == "mongodb"


async def run(observation: Observation, channel: Channel) -> CheckReplies:
    """One list, then at most three counts on the same connection; an incompletely read response is the last
    one."""
    await channel.send(mongodb.list_databases(1), at=ReadLevel.LISTING)
    replies = [await _answer(channel, LIST_BYTES)]
    largest = sorted(_users(_databases(mongodb.first(replies[0]))), key=lambda one: -one.bytes)
    for place, database in enumerate(largest[:COUNTED]):
        answer = mongodb.first(replies[-1])
        if answer is None or answer.cut or channel.left <= STATS_BYTES:
            break
        await channel.send(mongodb.db_stats(database.name, place + 2), at=ReadLevel.LISTING)
        replies.append(await _answer(channel, STATS_BYTES))
    return CheckReplies(replies=tuple(replies))


async def _answer(channel: Channel, limit: int) -> bytes:
    return await read_message(channel, lambda heard: min(mongodb.needed(heard), limit - len(heard)))


def judge(replies: Replies) -> Verdict:
    """Open only when the server named a database and its size."""
    raw = replies[0] if replies else b""
    if not isinstance(raw, bytes):
        return unknown(Reason.OTHER_PROTOCOL)
    if not raw:
        return unknown(Reason.CUT, Phase.ASK)
    answer = mongodb.first(raw)
    if answer is None:
        return unknown(Reason.CUT if mongodb.needed(raw) else Reason.OTHER_PROTOCOL, Phase.ASK)
    if answer.code is not None:
        return _refused(answer.code)
    databases = _databases(answer)
    users = _users(databases)
    if answer.cut:
        return (
            opened(ExposureKind.DATA, f"at least {_words(users)}")
            if users
            else unknown(Reason.CUT, Phase.ASK)
        )
    if not answer.ok:
        return unknown(Reason.NOT_UNDERSTOOD)
    if not databases:
        return unknown(Reason.NOT_UNDERSTOOD, said="empty database list")
    return (
        opened(ExposureKind.DATA, _words(users))
        if users
        else opened(ExposureKind.EMPTY, "system databases only")
    )


def measure(replies: Replies) -> Size:
    """Records from `objects` of `dbStats`, a lower bound when some databases were not counted; bytes on disk
    from `sizeOnDisk`, system databases excluded."""
    raw = replies[0] if replies else b""
    answer = mongodb.first(raw) if isinstance(raw, bytes) else None
    users = _users(_databases(answer))
    if answer is None or not (users or answer.ok):
        return Size()
    counts = _counts(replies[1:], {one.name for one in users})
    return Size(
        records=sum(counts.values()) if counts or not users else None,
        bytes=sum(one.bytes for one in users),
        at_least=answer.cut or len(counts) < len(users),
    )


def _databases(answer: mongodb.MongoReply | None) -> list[_Database]:
    """Databases with a name and a size, also from a truncated response; [] for a malformed one."""
    listed = answer.document.get("databases") if answer is not None else None
    if answer is None or not (answer.ok or answer.cut) or not isinstance(listed, list):
        return []
    found = []
    for one in listed:
        name = one.get("name") if isinstance(one, dict) else None
        size = mongodb.number(one.get("sizeOnDisk")) if isinstance(one, dict) else None
        if isinstance(name, str) and mongodb.is_name(name) and size is not None:
            found.append(_Database(name=name, bytes=size))
    return found


def _users(databases: list[_Database]) -> list[_Database]:
    return [one for one in databases if one.name not in mongodb.SYSTEM]


def _counts(replies: Replies, names: set[str]) -> dict[str, int]:
    """Database to its number of records, for the counted databases in `names`."""
    found: dict[str, int] = {}
    for raw in replies:
        answer = mongodb.first(raw) if isinstance(raw, bytes) else None
        document: bson.Document = answer.document if answer is not None and answer.ok else {}
        name, count = document.get("db"), mongodb.number(document.get("objects"))
        if isinstance(name, str) and name in names and count is not None:
            found[name] = count
    return found


def _words(databases: list[_Database]) -> str:
    return format_count(len(databases), "database")


def _refused(code: int) -> Verdict:
    if code == mongodb.UNAUTHORIZED:
        return closed(Reason.PASSWORD_ASKED, "error 13, Unauthorized")
    return unknown(Reason.NOT_UNDERSTOOD, said=f"error {code}")


check = Check(
    title="MongoDB readable without authentication",
    remedy=(
        "Create a first user in `mongosh` (`use admin`, then `db.createUser({user: 'custodian', pwd: "
        "passwordPrompt(), roles: ['root']})`). In mongod.conf, set `security.authorization: enabled` and "
        "`net.bindIp: 127.0.0.1` (or a private address), then restart it. Close its port (usually 27017) in "
        "the firewall. Check for databases that you did not create: attackers find and empty such servers "
        "within hours."
    ),
    severity=Severity.HIGH,
    references=(
        "https://www.mongodb.com/docs/manual/administration/security-checklist/",
        "https://www.shadowserver.org/what-we-do/network-reporting/open-mongodb-report/",
    ),
    requests=1 + COUNTED,
    sized_by=(
        "records from objects of dbStats of the three largest databases; bytes on disk from sizeOnDisk of "
        "listDatabases"
    ),
    applies=applies,
    run=run,
    judge=judge,
    measure=measure,
    level=ReadLevel.LISTING,
)
