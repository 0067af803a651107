"""What a Mosquitto says to a subscription, in its own shape, for tests of MQTT."""

from __future__ import annotations

BROKER = {
    "version": "mosquitto version 2.0.21",
    "uptime": "4 seconds",
    "clients/connected": "3",
    "publish/messages/received": "7",
    **{f"load/made-up/{number}min": "0.00" for number in range(18)},
}


def publish(topic: bytes, payload: bytes, *, kept: bool) -> bytes:
    """One PUBLISH of quality 0."""
    body = len(topic).to_bytes(2, "big") + topic + payload
    return bytes((0x31 if kept else 0x30, len(body))) + body


def kept(name: str, value: str) -> bytes:
    """One of the broker's own counters."""
    return publish(f"$SYS/broker/{name}".encode(), value.encode(), kept=True)


def told(*, retained: int, size: int, received: str = "7", granted: bytes = b"\x00\x00") -> bytes:
    """SUBACK, all counters, PINGRESP. `retained`: how many messages of others are kept."""
    own = BROKER | {"publish/messages/received": received}
    counters = {"retained messages/count": str(retained + len(own) + 2), "store/messages/bytes": str(size)}
    suback = b"\x90" + bytes((2 + len(granted),)) + b"\x00\x01" + granted
    return suback + b"".join(kept(name, value) for name, value in (own | counters).items()) + b"\xd0\x00"
