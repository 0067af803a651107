"""InfluxDB: readable without authentication.

1.x: requests the database names and the number of series in at most five of them (SHOW SERIES CARDINALITY, an
index query that requires the right to read). No point and no measurement name is requested. 2.x always has
accounts: the check requests whether setup is complete, and one bucket.

Open: names and counts. *Data* when a database has series, *empty* when there is no database but `_internal`
or none has series, *metadata* when the counts are refused. A 2.x that was never set up is *empty*: it
contains nothing, and the first visitor can become its owner. Closed: 401 or 403. A 1.x that answers "create
admin user first" is closed to readers, but any visitor can create its first administrator.

False positives: a sandbox or a public demonstration. `/ping` and `/debug/vars` also answer when a password is
required; they prove nothing and are not requested.
"""

from __future__ import annotations

from leftopen.model.channel import Channel, Reply
from leftopen.model.check import Check, CheckReplies, Replies
from leftopen.model.observation import Observation
from leftopen.model.read_level import ReadLevel
from leftopen.model.severity import Severity
from leftopen.model.size import Size
from leftopen.model.verdict import ExposureKind, Reason, Verdict, closed, opened, unknown
from leftopen.present.humanize import format_count
from leftopen.wire.http.http_denial import denial
from leftopen.wire.products import influxdb

ASKED = 5
LARGEST_LIST = 32768
LIMIT = 4096


def applies(observation: Observation) -> bool:
    """The probe identified InfluxDB, on any port."""
    return observation.module == "influxdb"


async def run(observation: Observation, channel: Channel) -> CheckReplies:
    """Replies: for 1.x the databases, then one count each; for 2.x the setup state, then a bucket."""
    if influxdb.is_two(observation.version):
        setup = await channel.get(influxdb.SETUP, at=ReadLevel.METADATA, limit=LIMIT)
        return CheckReplies(
            replies=(setup, await channel.get(influxdb.BUCKETS, at=ReadLevel.LISTING, limit=LIMIT))
        )
    listed = await channel.get(influxdb.DATABASES, at=ReadLevel.LISTING, limit=LARGEST_LIST)
    counts = [
        await channel.get(influxdb.cardinality_path(name), at=ReadLevel.METADATA, limit=LIMIT)
        for name in _chosen(listed)
    ]
    return CheckReplies(replies=(listed, *counts))


def _theirs(listed: Reply) -> list[str]:
    return [name for name in influxdb.databases(listed) or () if name != influxdb.OWN]


def _chosen(listed: Reply) -> list[str]:
    return [name for name in _theirs(listed) if influxdb.countable(name)][:ASKED]


def judge(replies: Replies) -> Verdict:
    """Judge by the shape of the first response."""
    heard = [reply for reply in replies if isinstance(reply, Reply)]
    if not heard or heard[0] is not replies[0]:
        return unknown(Reason.OTHER_PROTOCOL if replies and replies[0] else Reason.CUT)
    if influxdb.databases(heard[0]) is not None:
        return _one(heard)
    awaits = influxdb.awaits_owner(heard[0])
    if awaits is not None and influxdb.speaks(heard[0]):
        return _two(heard, awaits=awaits)
    return _refused(heard[0])


def _one(heard: list[Reply]) -> Verdict:
    theirs, counts = _theirs(heard[0]), _counts(heard)
    if not theirs:
        return opened(ExposureKind.EMPTY, "system databases only")
    reply = format_count(len(theirs), "database")
    if sum(counts):
        series = format_count(sum(counts), "series", "series")
        return opened(ExposureKind.DATA, f"about {series} in {len(counts)} of {reply}")
    if len(counts) == len(theirs):
        return opened(ExposureKind.EMPTY, f"{reply} without series")
    return opened(ExposureKind.METADATA, f"{reply} named")


def _two(heard: list[Reply], *, awaits: bool) -> Verdict:
    if awaits:
        return opened(ExposureKind.EMPTY, "not set up: the first visitor can become the owner")
    if len(heard) < 2:
        return unknown(Reason.CUT)
    named = influxdb.buckets(heard[1])
    if named is not None:
        return opened(ExposureKind.METADATA, "bucket names readable without a token")
    return _refused(heard[1])


def _refused(reply: Reply) -> Verdict:
    refused, response = denial(reply), influxdb.error(reply)
    if refused is not None:
        return closed(refused.reason, f"HTTP {reply.status} {response}".strip())
    return unknown(Reason.NOT_UNDERSTOOD, said=f"HTTP {reply.status}")


def _counts(heard: list[Reply]) -> list[int]:
    return [count for reply in heard[1:] if (count := influxdb.cardinality(reply)) is not None]


def measure(replies: Replies) -> Size:
    """Series of the requested databases; a lower bound when there are more."""
    heard = [reply for reply in replies if isinstance(reply, Reply)]
    if not heard or influxdb.databases(heard[0]) is None:
        return Size()
    theirs, counts = _theirs(heard[0]), _counts(heard)
    if theirs and not counts:
        return Size()
    return Size(records=sum(counts), at_least=len(counts) < len(theirs))


check = Check(
    title="InfluxDB readable without authentication",
    remedy=(
        "1.x: create an administrator (`influx -execute \"CREATE USER admin WITH PASSWORD 'SECRET' WITH ALL "
        'PRIVILEGES"`). In the [http] section of influxdb.conf, set `auth-enabled = true`, '
        '`ping-auth-enabled = true`, `pprof-enabled = false` and `bind-address = "127.0.0.1:8086"`. Run '
        "`systemctl restart influxdb`. 2.x: complete the setup now (`influx setup`) and give each program "
        "its own token. Close port 8086 in the firewall."
    ),
    severity=Severity.HIGH,
    references=(
        "https://docs.influxdata.com/influxdb/v1/administration/authentication_and_authorization/",
        "https://docs.influxdata.com/influxdb/v2/admin/tokens/",
    ),
    requests=1 + ASKED,
    sized_by="series of at most five databases from SHOW SERIES CARDINALITY, the server's own estimate",
    applies=applies,
    run=run,
    judge=judge,
    measure=measure,
    level=ReadLevel.LISTING,
    control=True,
)
