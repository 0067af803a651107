"""The facts that a probe read from a talk."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

Json = None | bool | int | float | str | list["Json"] | dict[str, "Json"]


@dataclass(frozen=True, slots=True, kw_only=True)
class ServiceFacts:
    """`data` is the banner's bytes as Shodan defines them; `blocks` the protocol's own object
    (`{"http": {...}}`), hashes already computed from the unmasked bytes; `identity` the service's own,
    such as `ssh-key:SHA256:…`, or ''. `hash` is Shodan's of the whole banner where `data` was cut after
    hashing (a cookie's value); None: hash `data`."""

    data: bytes
    product: str = ""
    version: str = ""
    info: str = ""
    identity: str = ""
    hostnames: tuple[str, ...] = ()
    cpe: tuple[str, ...] = ()
    tags: tuple[str, ...] = ()
    blocks: Mapping[str, Json] = field(default_factory=dict)
    hash: int | None = None
