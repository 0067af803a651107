"""MQTT broker: accepts clients without authentication.

Sends `CONNECT` without a user, with a clean session. If accepted, subscribes to `$SYS/#`, the broker's own
counters, and to one made-up topic without messages: the response shows whether anonymous clients may
subscribe to ordinary topics. Then sends `PINGREQ`, whose response ends the retained messages, and
`DISCONNECT`. The check never subscribes to `#` or to an owner's topic, and publishes nothing.

Open: the connection is accepted. *Data* when more messages are retained than the broker's own counters,
*empty* when none is retained and none was ever published, *metadata* otherwise (brokers other than Mosquitto
count differently or not at all). Closed: the codes for a wrong or missing user (4, 5), or both subscriptions
refused.

False positive: Mosquitto with an access list grants any subscription and then delivers nothing. Such a broker
accepts anonymous clients and shows them nothing; it is reported as open, *metadata*. A broker that supports
only MQTT 5 is unknown.
"""

from __future__ import annotations

from leftopen.model.channel import Channel
from leftopen.model.check import Check, CheckReplies, Replies
from leftopen.model.observation import Observation
from leftopen.model.read_level import ReadLevel
from leftopen.model.severity import Severity
from leftopen.model.size import Size
from leftopen.model.verdict import ExposureKind, Phase, Reason, Verdict, accessible, closed, opened, unknown
from leftopen.present.humanize import format_count
from leftopen.wire import mqtt

LIMIT = 48 * 1024
PARTS = 200
REFUSALS = {4: Reason.PASSWORD_ASKED, 5: Reason.PASSWORD_ASKED}


def applies(observation: Observation) -> bool:
    """The probe identified MQTT, on any port."""
    return observation.module == "mqtt"


async def run(observation: Observation, channel: Channel) -> CheckReplies:
    """Two requests and a disconnect. The client name is unique to this check: a broker disconnects a client
    whose name is used a second time."""
    name = f"leftopen-{observation.id[:14]}"
    await channel.send(mqtt.connect(name), at=ReadLevel.METADATA)
    let_in = await _first_packet(channel)
    if mqtt.answer(let_in) != 0:
        return CheckReplies(replies=(let_in,))
    await channel.send(mqtt.subscribe(mqtt.COUNTERS, name.encode()) + mqtt.PING, at=ReadLevel.METADATA)
    heard = b""
    for _ in range(PARTS):
        part = await channel.read(max(1, min(4096, LIMIT - len(heard))))
        heard += part
        if not part or len(heard) >= LIMIT or mqtt.is_complete(heard):
            break
    await channel.send(mqtt.DISCONNECT, at=ReadLevel.METADATA)
    return CheckReplies(replies=(let_in, heard))


async def _first_packet(channel: Channel) -> bytes:
    heard = b""
    while len(heard) < 4 and (part := await channel.read(4 - len(heard))):
        heard += part
    return heard


def judge(replies: Replies) -> Verdict:
    """Judge by the return code of CONNACK, then by the response to the subscriptions."""
    let_in, heard = (*replies, b"", b"")[:2]
    if not isinstance(let_in, bytes) or not isinstance(heard, bytes):
        return unknown(Reason.OTHER_PROTOCOL)
    code = mqtt.answer(let_in)
    if code is None:
        cut = len(let_in) < 4 and b"\x20\x02\x00".startswith(let_in[:3])
        return unknown(Reason.CUT if cut else Reason.OTHER_PROTOCOL, Phase.ASK)
    if code:
        known = REFUSALS.get(code)
        return closed(known, f"code {code}") if known else unknown(Reason.NOT_UNDERSTOOD, said=f"code {code}")
    granted = mqtt.granted(heard)
    if len(granted) != 2:
        return unknown(Reason.CUT, Phase.ASK, "connected, then no response")
    if not any(granted):
        return closed(Reason.FORBIDDEN, "both subscriptions refused")
    return _opened(mqtt.counters(heard))


def _opened(counted: mqtt.Counters) -> Verdict:
    clients = f"; {format_count(counted.clients, 'client')} connected" if counted.clients else ""
    if counted.retained:
        return opened(ExposureKind.DATA, f"{format_count(counted.retained, 'message')} retained{clients}")
    if counted.retained == 0 and counted.received == 0:
        return opened(ExposureKind.EMPTY, f"no messages retained, none published{clients}")
    if counted.received:
        return opened(ExposureKind.METADATA, f"{format_count(counted.received, 'message')} received{clients}")
    reply = "connect and subscribe granted; the broker shows"
    if counted.topics:
        return opened(ExposureKind.METADATA, f"{reply} its counters{clients}")
    return accessible(f"{reply} no counters{clients}")


def measure(replies: Replies) -> Size:
    """Retained messages and their bytes, without the broker's own counters."""
    heard = replies[1] if len(replies) > 1 else b""
    counted = mqtt.counters(heard) if isinstance(heard, bytes) else mqtt.Counters()
    return Size(records=counted.retained, bytes=counted.bytes)


check = Check(
    title="MQTT broker readable without authentication",
    remedy=(
        "Mosquitto: run `mosquitto_passwd -c /etc/mosquitto/passwd NAME`. In mosquitto.conf, set "
        "`allow_anonymous false` and `password_file /etc/mosquitto/passwd`, and an `acl_file` that defines "
        "who may read what. Run `systemctl restart mosquitto`. Listen on the internal network only "
        "(`listener 1883 127.0.0.1`), with TLS for other networks (`listener 8883`, `cafile`, `certfile`, "
        "`keyfile`). Close port 1883 in the firewall. Anyone could also send commands to the devices that "
        "subscribe to it: check them."
    ),
    severity=Severity.HIGH,
    references=(
        "https://mosquitto.org/documentation/authentication-methods/",
        "https://www.shadowserver.org/what-we-do/network-reporting/open-mqtt-report/",
    ),
    requests=3,
    sized_by=(
        "$SYS/broker/retained messages/count and store/messages/bytes, without the broker's own topics, as "
        "last counted by the broker (every ten seconds by default)"
    ),
    applies=applies,
    run=run,
    judge=judge,
    measure=measure,
    anonymous=True,
)
