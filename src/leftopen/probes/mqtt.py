"""MQTT, the protocol of sensors and machines.

A broker sends nothing until a client sends `CONNECT`. Where the scope permits an anonymous identity, the
opener is a plain `CONNECT` without a name, user or password. Otherwise it has a protocol level that does not
exist, which a broker must refuse with "unacceptable protocol version" (MQTT 3.1.1, 3.1.2.2), without opening
a session; some brokers close instead. The response identifies the protocol; the product is unknown.
"""

from __future__ import annotations

from leftopen.model.channel import Channel
from leftopen.model.facts import Json, ServiceFacts
from leftopen.model.probe import Probe
from leftopen.wire import mqtt


def recognises(first: bytes) -> bool:
    """A CONNACK without further bytes."""
    return mqtt.answer(first) is not None and len(mqtt.packets(first)) == 1 and first[1] == len(first) - 2


async def ask(channel: Channel, first: bytes) -> bytes:
    """No further request: the CONNACK is the complete response."""
    return first


def read(raw: bytes) -> ServiceFacts | None:
    """Facts of a CONNACK; None for other bytes."""
    code = mqtt.answer(raw)
    if code is None or not recognises(raw):
        return None
    block: dict[str, Json] = {"code": code}
    return ServiceFacts(data=raw[:512], product="MQTT broker", tags=("iot",), blocks={"mqtt": block})


probe = Probe(
    opener=mqtt.OPENER,
    recognises=recognises,
    ask=ask,
    read=read,
    ports=(1883, 1884, 8883),
    anonymous=mqtt.connect(""),
)
