"""NATS broker: accepts clients without authentication.

Reads the greeting. If it requires no login, sends `CONNECT` without a name or a password, and `PING`. The
check subscribes to nothing and publishes nothing. A client that may do this may subscribe to every subject,
so the response `PONG` is the proof, and no message is read.

Open: `PONG`. Closed: the greeting requires a login or a client certificate, or the broker answers
`Authorization Violation`. The client port gives no counters; the monitoring port does (`nats_monitor_open`).
A broker with a `no_auth_user` accepts anonymous clients with that user's rights, which may be limited.
"""

from __future__ import annotations

from leftopen.model.channel import Channel
from leftopen.model.check import Check, CheckReplies, Replies
from leftopen.model.observation import Observation
from leftopen.model.read_level import ReadLevel
from leftopen.model.severity import Severity
from leftopen.model.verdict import Phase, Reason, Verdict, accessible, closed, unknown
from leftopen.wire import nats

REFUSALS = {
    "authorization violation": Reason.PASSWORD_ASKED,
    "authentication timeout": Reason.PASSWORD_ASKED,
    "permissions violation": Reason.FORBIDDEN,
}


def applies(observation: Observation) -> bool:
    """The probe identified NATS, on any port."""
    return observation.module == "nats"


async def run(observation: Observation, channel: Channel) -> CheckReplies:
    """The greeting; then one request, unless the greeting refuses."""
    greeting = await channel.read_until(nats.END, nats.LONGEST)
    answer = nats.info(greeting)
    if answer is None or _refused(greeting) is not None:
        return CheckReplies(replies=(greeting,))
    if answer.get("tls_required") is True and not observation.tls:
        await channel.start_tls()
    await channel.send(nats.CONNECT, at=ReadLevel.METADATA)
    heard = b""
    for _ in range(nats.MOST_LINES):
        part = await channel.read_until(nats.END, nats.LONGEST)
        heard += part
        if not part or nats.has_answer(heard):
            break
    return CheckReplies(replies=(greeting, heard))


def judge(replies: Replies) -> Verdict:
    """Judge by the greeting if it refuses, else by the response to `PING`."""
    greeting, answer = (*replies, b"", b"")[:2]
    if not isinstance(greeting, bytes) or not isinstance(answer, bytes):
        return unknown(Reason.OTHER_PROTOCOL)
    content = nats.info(greeting)
    if content is None:
        begun = not greeting or greeting.startswith(b"INFO ")
        return unknown(Reason.CUT if begun else Reason.OTHER_PROTOCOL, Phase.ASK)
    refused = _refused(greeting)
    if refused is not None:
        return refused
    wrong = nats.error(answer)
    if wrong:
        known = next((reason for words, reason in REFUSALS.items() if wrong.startswith(words)), None)
        return closed(known, wrong) if known else unknown(Reason.NOT_UNDERSTOOD, said=wrong)
    if not nats.has_answer(answer):
        return unknown(Reason.CUT, Phase.ASK)
    stores = "; it stores messages (JetStream)" if content.get("jetstream") is True else ""
    return accessible(f"connection granted{stores}")


def _refused(greeting: bytes) -> Verdict | None:
    answer = nats.info(greeting) or {}
    if answer.get("auth_required") is True:
        return closed(Reason.PASSWORD_ASKED, "auth_required")
    if answer.get("tls_verify") is True:
        return closed(Reason.FORBIDDEN, "client certificate required")
    return None


check = Check(
    title="NATS broker readable without authentication",
    remedy=(
        "Give each client a user in nats-server.conf: `authorization { users = [ { user: app, password: "
        '"$2a$…" } ] }` (create the hash with `nats server passwd`), or use accounts with NKeys. Remove any '
        "`no_auth_user`. Run `nats-server --signal reload`. Listen on the internal network only (`listen: "
        "127.0.0.1:4222`), with `tls { … }`. Close ports 4222, 6222 and 8222 in the firewall. Anyone could "
        "read and send messages: check the log for connections that are not yours."
    ),
    severity=Severity.HIGH,
    references=(
        "https://docs.nats.io/running-a-nats-service/configuration/securing_nats/auth_intro",
        "https://docs.nats.io/reference/reference-protocols/nats-protocol",
    ),
    requests=1,
    sized_by=(
        "not measured: the client port gives no counters without a subscription, and the check subscribes to "
        "nothing"
    ),
    applies=applies,
    run=run,
    judge=judge,
    anonymous=True,
)
