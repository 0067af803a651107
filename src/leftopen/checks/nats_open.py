"""A NATS broker that lets anyone in.

Reads the greeting; where that says that nobody has to log in, sends `CONNECT` without a name or a password
and `PING`. Nothing is subscribed to and nothing is published: who may do this may listen to every subject, so
the answer `PONG` is the proof, and no message is seen.

Open: `PONG`. Closed: the greeting says that a log-in or a client certificate is required, or the broker
answers `Authorization Violation`. The client port gives no counters; the monitoring port does
(`nats_monitor_open`). A broker with a `no_auth_user` lets strangers in with that user's rights,
which may be few.
"""

from __future__ import annotations

from leftopen.model.channel import Channel
from leftopen.model.check import Check, CheckReplies, Replies, Translation
from leftopen.model.observation import Observation
from leftopen.model.read_level import ReadLevel
from leftopen.model.severity import Severity
from leftopen.model.verdict import ExposureKind, Phase, Reason, Verdict, closed, opened, unknown
from leftopen.wire import nats

REFUSALS = {
    "authorization violation": Reason.PASSWORD_ASKED,
    "authentication timeout": Reason.PASSWORD_ASKED,
    "permissions violation": Reason.FORBIDDEN,
}


def applies(observation: Observation) -> bool:
    """The probe named NATS, on any port."""
    return observation.module == "nats"


async def run(observation: Observation, channel: Channel) -> CheckReplies:
    """The greeting; then one question, unless the greeting refuses."""
    greeting = await channel.read_until(nats.END, nats.LONGEST)
    told = nats.info(greeting)
    if told is None or _refused(greeting) is not None:
        return CheckReplies(replies=(greeting,))
    if told.get("tls_required") is True and not observation.tls:
        await channel.start_tls()
    await channel.send(nats.CONNECT, at=ReadLevel.METADATA)
    heard = b""
    for _ in range(nats.MOST_LINES):
        part = await channel.read_until(nats.END, nats.LONGEST)
        heard += part
        if not part or nats.answered(heard):
            break
    return CheckReplies(replies=(greeting, heard))


def judge(replies: Replies) -> Verdict:
    """By the greeting's own word where it refuses, else by the answer to `PING`."""
    greeting, answer = (*replies, b"", b"")[:2]
    if not isinstance(greeting, bytes) or not isinstance(answer, bytes):
        return unknown(Reason.OTHER_PROTOCOL)
    told = nats.info(greeting)
    if told is None:
        begun = not greeting or greeting.startswith(b"INFO ")
        return unknown(Reason.CUT if begun else Reason.OTHER_PROTOCOL, Phase.ASK)
    refused = _refused(greeting)
    if refused is not None:
        return refused
    wrong = nats.error(answer)
    if wrong:
        known = next((reason for words, reason in REFUSALS.items() if wrong.startswith(words)), None)
        return closed(known, wrong) if known else unknown(Reason.NOT_UNDERSTOOD, said=wrong)
    if not nats.answered(answer):
        return unknown(Reason.CUT, Phase.ASK)
    stores = ", and it stores messages (JetStream)" if told.get("jetstream") is True else ""
    return opened(ExposureKind.METADATA, f"anyone may connect{stores}")


def _refused(greeting: bytes) -> Verdict | None:
    told = nats.info(greeting) or {}
    if told.get("auth_required") is True:
        return closed(Reason.PASSWORD_ASKED, "auth_required")
    if told.get("tls_verify") is True:
        return closed(Reason.FORBIDDEN, "it asks for a client's certificate")
    return None


check = Check(
    title="NATS without a password",
    remedy=(
        "Give each client a user in nats-server.conf: `authorization { users = [ { user: app, password: "
        '"$2a$…" } ] }` (hash from `nats server passwd`), or accounts with NKeys, and no `no_auth_user`; '
        "then `nats-server --signal reload`. Let it listen on the inner network only (`listen: "
        "127.0.0.1:4222`), with `tls { … }`, and close 4222, 6222 and 8222 in the "
        "firewall. Anyone could read and send messages meanwhile: look in the log for connections that are "
        "not yours."
    ),
    french=Translation(
        title="NATS sans mot de passe",
        remedy=(
            "Donner à chaque client un utilisateur dans nats-server.conf : `authorization { users = [ { "
            'user: app, password: "$2a$…" } ] }` (empreinte par `nats server passwd`), ou des comptes '
            "avec NKeys, et pas de `no_auth_user` ; puis `nats-server --signal reload`. Ne le laisser "
            "écouter que sur le réseau interne (`listen: 127.0.0.1:4222`), avec `tls { … }`, et fermer "
            "4222, 6222 et 8222 dans le pare-feu. Chacun pouvait entre-temps lire et envoyer des messages "
            ": chercher dans le journal les connexions qui ne sont pas les vôtres."
        ),
    ),
    severity=Severity.HIGH,
    references=(
        "https://docs.nats.io/running-a-nats-service/configuration/securing_nats/auth_intro",
        "https://docs.nats.io/reference/reference-protocols/nats-protocol",
    ),
    requests=1,
    sized_by="nothing: the client port gives no counters without a subscription, and none is made",
    applies=applies,
    run=run,
    judge=judge,
    anonymous=True,
)
