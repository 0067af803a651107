"""MQTT, the protocol of sensors and machines.

A broker says nothing until a client says `CONNECT`. The opener is one of a protocol level that does not
exist, which a broker must refuse with "unacceptable protocol version" (MQTT 3.1.1, 3.1.2.2): it is known by
that, and no session was entered, with a name or without. It does not say which program it is.
"""

from __future__ import annotations

from leftopen.model.channel import Channel
from leftopen.model.facts import Json, ServiceFacts
from leftopen.model.probe import Probe
from leftopen.wire import mqtt


def recognises(first: bytes) -> bool:
    """A CONNACK and nothing behind it."""
    return mqtt.answer(first) is not None and len(mqtt.packets(first)) == 1 and first[1] == len(first) - 2


async def ask(channel: Channel, first: bytes) -> bytes:
    """Nothing more: the refusal is all there is to hear."""
    return first


def read(raw: bytes) -> ServiceFacts | None:
    """Facts of a CONNACK; None when it is none."""
    code = mqtt.answer(raw)
    if code is None or not recognises(raw):
        return None
    block: dict[str, Json] = {"code": code}
    return ServiceFacts(data=raw[:512], product="MQTT broker", tags=("iot",), blocks={"mqtt": block})


probe = Probe(opener=mqtt.OPENER, recognises=recognises, ask=ask, read=read, ports=(1883, 1884, 8883))
