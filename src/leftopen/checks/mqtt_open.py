"""An MQTT broker that lets anyone in.

Sends `CONNECT` without a user, with a clean session; where it is let in, subscribes to `$SYS/#`, the broker's
own counters, and to one topic of a made-up name, on which nobody speaks: whether that is granted says whether
strangers may listen to ordinary topics. Then `PINGREQ`, whose answer ends what is kept, and `DISCONNECT`. It
never subscribes to `#` or to a topic of the owner's, and publishes nothing.

Open: let in. *data* when more messages are kept than the broker's own counters; *empty* when none is kept and
none was ever published; *metadata* otherwise (other programs than Mosquitto count differently or not at all).
Closed: the codes for a wrong or a missing user (4, 5), or both subscriptions refused.

False positive: Mosquitto with an access list grants any subscription and then delivers nothing, so a broker
that lets strangers in and shows them nothing is called open, *metadata*. A broker of MQTT 5 alone is unknown.
"""

from __future__ import annotations

from leftopen.model.channel import Channel
from leftopen.model.check import Check, CheckReplies, Replies, Translation
from leftopen.model.observation import Observation
from leftopen.model.read_level import ReadLevel
from leftopen.model.severity import Severity
from leftopen.model.size import Size
from leftopen.model.verdict import ExposureKind, Phase, Reason, Verdict, closed, opened, unknown
from leftopen.present.humanize import format_count
from leftopen.wire import mqtt

LIMIT = 48 * 1024
PARTS = 200
REFUSALS = {4: Reason.PASSWORD_ASKED, 5: Reason.PASSWORD_ASKED}


def applies(observation: Observation) -> bool:
    """The probe named MQTT, on any port."""
    return observation.module == "mqtt"


async def run(observation: Observation, channel: Channel) -> CheckReplies:
    """Two questions and a good-bye. The name is this look's own: a broker hangs up on a client whose name
    comes a second time."""
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
        if not part or len(heard) >= LIMIT or mqtt.ended(heard):
            break
    await channel.send(mqtt.DISCONNECT, at=ReadLevel.METADATA)
    return CheckReplies(replies=(let_in, heard))


async def _first_packet(channel: Channel) -> bytes:
    heard = b""
    while len(heard) < 4 and (part := await channel.read(4 - len(heard))):
        heard += part
    return heard


def judge(replies: Replies) -> Verdict:
    """By the return code of CONNACK, then by the answer to the subscriptions."""
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
        return unknown(Reason.CUT, Phase.ASK, "let in, then no answer")
    if not any(granted):
        return closed(Reason.FORBIDDEN, "both subscriptions are refused")
    return _opened(mqtt.counters(heard))


def _opened(counted: mqtt.Counters) -> Verdict:
    clients = f"; {format_count(counted.clients, 'client')} connected" if counted.clients else ""
    if counted.retained:
        return opened(ExposureKind.DATA, f"{format_count(counted.retained, 'message')} kept{clients}")
    if counted.retained == 0 and counted.received == 0:
        return opened(ExposureKind.EMPTY, f"no message is kept and none was published{clients}")
    if counted.received:
        return opened(
            ExposureKind.METADATA, f"{format_count(counted.received, 'message')} passed through{clients}"
        )
    shown = "shows its counters" if counted.topics else "shows no counters"
    return opened(ExposureKind.METADATA, f"anyone may connect and subscribe; the broker {shown}{clients}")


def measure(replies: Replies) -> Size:
    """Kept messages and their bytes, without the broker's own counters."""
    heard = replies[1] if len(replies) > 1 else b""
    counted = mqtt.counters(heard) if isinstance(heard, bytes) else mqtt.Counters()
    return Size(records=counted.retained, bytes=counted.bytes)


check = Check(
    title="MQTT without a password",
    remedy=(
        "Mosquitto: `mosquitto_passwd -c /etc/mosquitto/passwd NAME`, then in mosquitto.conf "
        "`allow_anonymous false` and `password_file /etc/mosquitto/passwd`, an `acl_file` that says who may "
        "read what, and `systemctl restart mosquitto`. Let it listen on the inner network only (`listener "
        "1883 127.0.0.1`), with TLS towards others (`listener 8883`, `cafile`, `certfile`, `keyfile`), and "
        "close 1883 in the firewall. Anyone could also send commands to what listens there: check it."
    ),
    french=Translation(
        title="MQTT sans mot de passe",
        remedy=(
            "Mosquitto : `mosquitto_passwd -c /etc/mosquitto/passwd NAME`, puis dans mosquitto.conf "
            "`allow_anonymous false` et `password_file /etc/mosquitto/passwd`, un `acl_file` qui dit qui "
            "peut lire quoi, et `systemctl restart mosquitto`. Ne le laisser écouter que sur le réseau "
            "interne (`listener 1883 127.0.0.1`), avec TLS vers les autres (`listener 8883`, `cafile`, "
            "`certfile`, `keyfile`), et fermer 1883 dans le pare-feu. Chacun pouvait aussi envoyer des "
            "ordres à ce qui y écoute : le vérifier."
        ),
    ),
    severity=Severity.HIGH,
    references=(
        "https://mosquitto.org/documentation/authentication-methods/",
        "https://www.shadowserver.org/what-we-do/network-reporting/open-mqtt-report/",
    ),
    requests=3,
    sized_by=(
        "$SYS/broker/retained messages/count and store/messages/bytes, without the broker's own topics, as "
        "the broker last counted (every ten seconds by default)"
    ),
    applies=applies,
    run=run,
    judge=judge,
    measure=measure,
    anonymous=True,
)
