"""NATS monitoring port: readable without authentication.

Requests `GET /varz` and `GET /jsz`: a summary of the broker's configuration, and the number of streams,
messages and bytes that JetStream stores. Other pages of that port name the clients and their addresses
(`/connz`, `/subsz`); they are not requested.

Open: the two pages in their own shape. The port shows only counters and no message, so the result is always
*metadata*. Closed: 401, 403 or a login page from a web server in front: NATS itself has no login on this
port.
"""

from __future__ import annotations

from leftopen.model.severity import Severity
from leftopen.model.size import Size
from leftopen.model.verdict import ExposureKind, Reason, Verdict, unknown
from leftopen.present.humanize import format_count
from leftopen.wire import nats
from leftopen.wire.http.http_check import Ask, Heard, Shown, http_check, in_turn, served_by
from leftopen.wire.http.http_denial import denial

VARZ, JSZ = (Ask(path=path, limit=8192) for path in (nats.VARZ, nats.JSZ))


def shows(heard: Heard) -> Shown | None:
    """Either page in its own shape, and the counters of all streams of all accounts."""
    counted = next((found for reply in heard if (found := nats.stored(reply)) is not None), None)
    if counted is not None and not counted.off:
        messages, streams = format_count(counted.messages, "message"), format_count(counted.streams, "stream")
        size = Size(records=counted.messages, bytes=counted.bytes)
        return Shown(kind=ExposureKind.METADATA, said=f"{messages} in {streams}", size=size)
    if counted is not None or any(nats.general(reply) is not None for reply in heard):
        return Shown(kind=ExposureKind.METADATA, said="broker details readable; no messages stored")
    return None


def refused(heard: Heard) -> Verdict | None:
    """Closed when both were refused."""
    refusals = [refusal for reply in heard if (refusal := denial(reply))]
    if refusals and len(refusals) == len(heard):
        return refusals[0]
    broken = bool(refusals) or any(reply.status >= 500 or reply.cut for reply in heard)
    return unknown(Reason.NOT_UNDERSTOOD if broken else Reason.OTHER_SERVER, said=f"HTTP {heard[0].status}")


check = http_check(
    title="NATS monitoring readable without authentication",
    remedy=(
        "In nats-server.conf, let the monitoring port listen on loopback only: `http: 127.0.0.1:8222`. "
        "Restart the server. The port has no password of its own. If other machines need it, put a web "
        "server with a login in front (nginx: `auth_basic nats; auth_basic_user_file /etc/nginx/htpasswd; "
        "proxy_pass http://127.0.0.1:8222;`). Close port 8222 in the firewall."
    ),
    severity=Severity.LOW,
    references=("https://docs.nats.io/running-a-nats-service/nats_admin/monitoring",),
    sized_by="messages and bytes of all streams from /jsz; the port shows these counters, not the messages",
    applies=served_by(nats.PAGE),
    ask=VARZ,
    then=in_turn(JSZ),
    requests=2,
    shows=shows,
    refused=refused,
)
