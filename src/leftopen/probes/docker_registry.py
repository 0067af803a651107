"""Container image registry (Docker Registry, OCI Distribution), over HTTP.

Recognised by its empty response to `GET /`. Then requests `/v2/`, which shows the API version and whether a
password is required; in both cases its header names the registry. The program version is not available.
Source: the OCI Distribution Specification.
"""

from __future__ import annotations

from leftopen.model.channel import Channel
from leftopen.model.facts import Json, ServiceFacts
from leftopen.model.probe import Probe
from leftopen.model.read_level import ReadLevel
from leftopen.wire.http import http_exchanges, http_facts
from leftopen.wire.products import docker_registry

LIMIT = 2048


def recognises(first: bytes) -> bool:
    """A response to "/" with the registry's header, or an empty one like the registry's."""
    reply = http_facts.answer(first)
    return reply is not None and docker_registry.may_be(reply)


async def ask(channel: Channel, first: bytes) -> bytes:
    """The front page and `/v2/`."""
    heard = [
        (path, await channel.get(path, at=ReadLevel.BANNER, limit=LIMIT))
        for path in (http_facts.FRONT, docker_registry.BASE)
    ]
    return http_exchanges.pack(tuple(heard))


def read(raw: bytes) -> ServiceFacts | None:
    """Facts of packed exchanges; None unless `/v2/` has the header with a success or a refusal."""
    heard = http_facts.pages(raw)
    front, base = heard.get(http_facts.FRONT), heard.get(docker_registry.BASE)
    if front is None or base is None or base.status not in (200, 401, 403):
        return None
    api = docker_registry.api(base)
    if not api:
        return None
    block: dict[str, Json] = {"api": api, "status": base.status}
    if code := docker_registry.code(base):
        block["refused"] = code
    return http_facts.facts(front, {"docker_registry": block}, product="Docker Registry")


probe = Probe(opener=None, recognises=recognises, ask=ask, read=read, ports=(5000, 5001), inside="http")
