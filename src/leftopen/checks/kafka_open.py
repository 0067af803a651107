"""Kafka: topics listable without authentication.

Asks for the versions (ApiVersions), then for the brokers and topics (Metadata of all topics, which creates
none). Names of topics are read in memory to count; none is stored. No message is read or written. Where the
broker hangs up at Metadata, a new connection asks which ways to log in it has (SaslHandshake); no credentials
are sent.

Open: topics (data). Metadata: brokers, and no topic but the cluster's own, because rights may hide topics.
Closed: the broker hangs up at Metadata and lists its ways to log in (SASL). Unknown: it only hangs up. False
positives: topics whose messages need another right than their names.
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
from leftopen.wire import kafka
from leftopen.wire.kafka import Cluster
from leftopen.wire.read_message import read_message


def applies(observation: Observation) -> bool:
    """The probe identified Kafka, on any port."""
    return observation.module == "kafka"


async def run(observation: Observation, channel: Channel) -> CheckReplies:
    """Versions and topics on one connection; the ways to log in only where the second has no answer."""
    await channel.send(kafka.VERSIONS, at=ReadLevel.METADATA)
    versions = await read_message(channel, kafka.needed)
    if kafka.versions(versions) is None:
        return CheckReplies(replies=(versions,))
    await channel.send(kafka.TOPICS, at=ReadLevel.LISTING)
    topics = await read_message(channel, kafka.needed)
    if topics:
        return CheckReplies(replies=(versions, topics))
    await channel.hang_up()
    await channel.send(kafka.MECHANISMS, at=ReadLevel.METADATA)
    return CheckReplies(replies=(versions, topics, await read_message(channel, kafka.needed)))


def judge(replies: Replies) -> Verdict:
    """Open by the topics; closed only by a list of ways to log in."""
    if not all(isinstance(reply, bytes) for reply in replies):
        return unknown(Reason.OTHER_PROTOCOL)
    first, topics, ways = (_bytes(replies, at) for at in range(3))
    if kafka.versions(first) is None:
        cut = kafka.needed(first) > 0
        return unknown(Reason.CUT if cut else Reason.OTHER_PROTOCOL, Phase.ASK)
    answer = kafka.cluster(topics)
    if answer is not None:
        return _opened(answer)
    if topics:
        cut = kafka.needed(topics) > 0
        return unknown(Reason.CUT if cut else Reason.NOT_UNDERSTOOD, Phase.ASK)
    offered = kafka.mechanisms(ways)
    if offered:
        return closed(Reason.PASSWORD_ASKED, f"SASL: {', '.join(offered)}")
    return unknown(Reason.CUT, Phase.ASK)


def _opened(answer: Cluster) -> Verdict:
    brokers = format_count(answer.brokers, "broker")
    if answer.topics:
        return opened(ExposureKind.DATA, f"{format_count(answer.topics, 'topic')}, {brokers}")
    if answer.whole:
        return opened(ExposureKind.METADATA, f"{brokers}; no topics visible")
    return unknown(Reason.CUT, Phase.ASK)


def measure(replies: Replies) -> Size:
    """The topics; a lower bound when the list was cut."""
    answer = kafka.cluster(_bytes(replies, 1)) if kafka.versions(_bytes(replies, 0)) else None
    return Size(records=answer.topics, at_least=not answer.whole) if answer else Size()


def _bytes(replies: Replies, at: int) -> bytes:
    reply = replies[at] if at < len(replies) else b""
    return reply if isinstance(reply, bytes) else b""


check = Check(
    title="Kafka broker readable without authentication",
    remedy=(
        "Require a login on every listener: in server.properties, set "
        "`listeners=SASL_SSL://192.0.2.10:9092`, `sasl.enabled.mechanisms=SCRAM-SHA-512` and "
        "`authorizer.class.name=org.apache.kafka.metadata.authorizer.StandardAuthorizer` with "
        "`allow.everyone.if.no.acl.found=false`, then restart the brokers one by one. Give each program its "
        "own user and rights (`kafka-acls.sh`). Close ports 9092 to 9094 in the firewall. Treat all "
        "messages as read; others may have written or deleted some."
    ),
    severity=Severity.HIGH,
    references=(
        "https://kafka.apache.org/documentation/#security",
        "https://kafka.apache.org/protocol.html",
    ),
    requests=3,
    sized_by="number of the topics, the cluster's own left out; messages are not counted",
    applies=applies,
    run=run,
    judge=judge,
    measure=measure,
    level=ReadLevel.LISTING,
)
