"""NATS monitoring port: readable without authentication.

Requests `GET /varz` and `GET /jsz`: a summary of the broker's configuration, and the number of streams,
messages and bytes that JetStream stores. Other pages of that port name the clients and their addresses
(`/connz`, `/subsz`); they are not requested.

Open: the two pages in their own shape. The port shows only counters and no message, so the result is always
*metadata*. Closed: 401, 403 or a login page from a web server in front: NATS itself has no login on this
port.
"""

from __future__ import annotations

from leftopen.model.channel import Channel, Reply
from leftopen.model.check import Check, CheckReplies, Replies, Translation
from leftopen.model.observation import Observation
from leftopen.model.read_level import ReadLevel
from leftopen.model.severity import Severity
from leftopen.model.size import Size
from leftopen.model.verdict import ExposureKind, Reason, Verdict, opened, unknown
from leftopen.present.humanize import format_count
from leftopen.wire import nats
from leftopen.wire.http.http_denial import denial

QUESTIONS = (nats.VARZ, nats.JSZ)
LIMIT = 8192


def applies(observation: Observation) -> bool:
    """The probe identified the monitoring page, on any port."""
    return observation.module in ("http", "https") and observation.product == nats.PAGE


async def run(observation: Observation, channel: Channel) -> CheckReplies:
    """Two pages of counters."""
    replies = [await channel.get(path, at=ReadLevel.METADATA, limit=LIMIT) for path in QUESTIONS]
    return CheckReplies(replies=tuple(replies))


def judge(replies: Replies) -> Verdict:
    """Open by the shape of either page; closed when both were refused."""
    heard = [reply for reply in replies if isinstance(reply, Reply)]
    if not heard:
        return unknown(Reason.CUT)
    counted = _stored(replies)
    if counted is not None and not counted.off:
        messages, streams = format_count(counted.messages, "message"), format_count(counted.streams, "stream")
        return opened(ExposureKind.METADATA, f"{messages} in {streams}")
    if counted is not None or any(nats.general(reply) is not None for reply in heard):
        return opened(ExposureKind.METADATA, "broker details readable; no messages stored")
    refusals = [refused for reply in heard if (refused := denial(reply))]
    if refusals and len(refusals) == len(heard):
        return refusals[0]
    broken = bool(refusals) or any(reply.status >= 500 or reply.cut for reply in heard)
    return unknown(Reason.NOT_UNDERSTOOD if broken else Reason.OTHER_SERVER, said=f"HTTP {heard[0].status}")


def measure(replies: Replies) -> Size:
    """Messages and bytes from `/jsz`, all streams of all accounts."""
    counted = _stored(replies)
    if counted is None or counted.off:
        return Size()
    return Size(records=counted.messages, bytes=counted.bytes)


def _stored(replies: Replies) -> nats.Stored | None:
    found = (nats.stored(reply) for reply in replies if isinstance(reply, Reply))
    return next((counted for counted in found if counted is not None), None)


check = Check(
    title="NATS monitoring readable without authentication",
    remedy=(
        "In nats-server.conf, let the monitoring port listen on loopback only: `http: 127.0.0.1:8222`. "
        "Restart the server. The port has no password of its own. If other machines need it, put a web "
        "server with a login in front (nginx: `auth_basic nats; auth_basic_user_file /etc/nginx/htpasswd; "
        "proxy_pass http://127.0.0.1:8222;`). Close port 8222 in the firewall."
    ),
    french=Translation(
        title="Surveillance NATS lisible sans authentification",
        remedy=(
            "Dans nats-server.conf, ne laisser le port de surveillance écouter que sur la boucle locale : "
            "`http: 127.0.0.1:8222`. Redémarrer le serveur. Ce port n’a pas de mot de passe propre. Si "
            "d’autres machines en ont besoin, placer devant un serveur web avec authentification (nginx : "
            "`auth_basic nats; auth_basic_user_file /etc/nginx/htpasswd; proxy_pass "
            "http://127.0.0.1:8222;`). Fermer le port 8222 dans le pare-feu."
        ),
    ),
    severity=Severity.LOW,
    references=("https://docs.nats.io/running-a-nats-service/nats_admin/monitoring",),
    requests=len(QUESTIONS),
    sized_by="messages and bytes of all streams from /jsz; the port shows these counters, not the messages",
    applies=applies,
    run=run,
    judge=judge,
    measure=measure,
    control=True,
)
