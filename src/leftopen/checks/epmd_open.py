"""epmd: names of Erlang nodes readable without authentication.

Asks for the registered nodes (NAMES_REQ). Their names and ports are read in memory to count; no name is
stored, and no node is connected to. A node itself is protected by its cookie only: whoever has or guesses it
runs any code there.

Open (metadata): nodes. Empty: no node is registered. Closed: the program has no way to refuse a client, so
that no reply of its own says closed. False positives: none known.
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
from leftopen.wire import epmd


def applies(observation: Observation) -> bool:
    """The probe identified epmd, on any port."""
    return observation.module == "epmd"


async def run(observation: Observation, channel: Channel) -> CheckReplies:
    """One question; the server closes after the answer."""
    await channel.send(epmd.NAMES, at=ReadLevel.METADATA)
    heard = b""
    while len(heard) < epmd.LARGEST and (part := await channel.read(epmd.LARGEST - len(heard))):
        heard += part
    return CheckReplies(replies=(heard,))


def judge(replies: Replies) -> Verdict:
    """Open when the answer is complete and nothing else is in it."""
    raw = replies[0] if len(replies) == 1 else b""
    if not isinstance(raw, bytes):
        return unknown(Reason.OTHER_PROTOCOL)
    if len(raw) < 4:
        return unknown(Reason.CUT, Phase.ASK)
    answer = epmd.nodes(raw)
    if answer is None:
        return unknown(Reason.OTHER_PROTOCOL)
    if not answer.whole and len(raw) < epmd.LARGEST:
        return unknown(Reason.CUT, Phase.ASK)
    if answer.ports:
        return opened(ExposureKind.METADATA, format_count(len(answer.ports), "node"))
    return opened(ExposureKind.EMPTY, "no nodes")


def measure(replies: Replies) -> Size:
    """The registered nodes."""
    raw = replies[0] if len(replies) == 1 else b""
    answer = epmd.nodes(raw) if isinstance(raw, bytes) else None
    return Size(records=len(answer.ports), at_least=not answer.whole) if answer else Size()


check = Check(
    title="Erlang port mapper (epmd) readable without authentication",
    remedy=(
        "Bind it to loopback or the cluster's own network: set `ERL_EPMD_ADDRESS=127.0.0.1` in the "
        "environment of epmd and of the nodes (RabbitMQ: in rabbitmq-env.conf), then restart them. Close "
        "port 4369 and the nodes' distribution ports (RabbitMQ: 25672) in the firewall. Use a long random "
        "cookie and TLS for the distribution (`-proto_dist inet_tls`)."
    ),
    severity=Severity.LOW,
    references=(
        "https://www.erlang.org/doc/apps/erts/epmd_cmd.html",
        "https://www.rabbitmq.com/docs/networking",
    ),
    requests=1,
    sized_by="number of the registered nodes",
    applies=applies,
    run=run,
    judge=judge,
    measure=measure,
)
