"""NATS, a message broker.

The server speaks first (`INFO {…}`) and sends all stored facts there; the probe sends nothing. If the server
requires TLS, the handshake follows at once, as the protocol defines. Source: the NATS client protocol
(docs.nats.io).
"""

from __future__ import annotations

import json

from leftopen.model.channel import Channel
from leftopen.model.facts import Json, ServiceFacts
from leftopen.model.probe import Probe
from leftopen.wire import nats

KEPT = (
    "server_name",
    "version",
    "go",
    "proto",
    "headers",
    "jetstream",
    "auth_required",
    "tls_required",
    "tls_available",
    "tls_verify",
    "max_payload",
    "cluster",
    "domain",
)


def recognises(first: bytes) -> bool:
    """`INFO {` and two of its fields."""
    return first.startswith(b"INFO {") and b'"version"' in first and b'"max_payload"' in first


async def ask(channel: Channel, first: bytes) -> bytes:
    """The greeting, and the certificate when TLS is required."""
    heard = await channel.read_until(nats.END, nats.LONGEST)
    answer = nats.info(heard)
    if answer is not None and answer.get("tls_required") is True:
        await channel.start_tls()
    return heard


def read(raw: bytes) -> ServiceFacts | None:
    """Facts of the greeting; None when it is not NATS. No identity: the server's id changes with every
    start."""
    answer = nats.info(raw)
    if answer is None:
        return None
    version = str(answer["version"])[:40]
    block: dict[str, Json] = {name: _short(answer[name]) for name in KEPT if name in answer}
    plain = all(part.isalnum() for part in version.replace("-", ".").split("."))
    return ServiceFacts(
        data=b"INFO " + json.dumps(nats.stable_fields(answer)).encode()[:4000],
        product="NATS",
        version=version,
        cpe=(f"cpe:/a:linuxfoundation:nats-server:{version}",) if plain and version.isascii() else (),
        tags=("starttls",) if answer.get("tls_required") or answer.get("tls_available") else (),
        blocks={"nats": block},
    )


def _short(value: Json) -> Json:
    return value[:200] if isinstance(value, str) else value if isinstance(value, bool | int) else None


probe = Probe(opener=None, recognises=recognises, ask=ask, read=read, ports=(4222, 6222))
