"""A registry of container images (Docker Registry, OCI Distribution), inside HTTP.

Recognised by its empty answer to `GET /`, then asked for `/v2/`, the page that says which version of the
interface is spoken and whether a password is needed; its header names the registry either way. The version
of the program is told nowhere. Source: the OCI Distribution Specification.
"""

from __future__ import annotations

from leftopen.model.channel import Channel
from leftopen.model.facts import Facts, Json
from leftopen.model.level import Level
from leftopen.model.probe import Probe
from leftopen.wire import docker_registry, inside_http, turns

LIMIT = 2048


def recognises(first: bytes) -> bool:
    """An answer to "/" with the registry's header, or as empty as the registry's."""
    reply = inside_http.answer(first)
    return reply is not None and docker_registry.may_be(reply)


async def ask(channel: Channel, first: bytes) -> bytes:
    """The front page and `/v2/`."""
    heard = [
        (path, await channel.get(path, at=Level.BANNER, limit=LIMIT))
        for path in (inside_http.FRONT, docker_registry.BASE)
    ]
    return turns.pack(tuple(heard))


def read(raw: bytes) -> Facts | None:
    """Facts of packed turns; None unless `/v2/` carries the header with a success or a refusal."""
    heard = inside_http.pages(raw)
    front, base = heard.get(inside_http.FRONT), heard.get(docker_registry.BASE)
    if front is None or base is None or base.status not in (200, 401, 403):
        return None
    api = docker_registry.api(base)
    if not api:
        return None
    block: dict[str, Json] = {"api": api, "status": base.status}
    if code := docker_registry.code(base):
        block["refused"] = code
    return inside_http.facts(front, {"docker_registry": block}, product="Docker Registry")


probe = Probe(opener=None, recognises=recognises, ask=ask, read=read, ports=(5000, 5001), inside="http")
