"""Names and addresses as services told them: no name server is ever asked here."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from leftopen.errors import BadRequest
from leftopen.model.address import Address
from leftopen.scope import canonical
from leftopen.service.desk import Desk
from leftopen.service.host_names import host_names

MOST = 1000
MOST_NAMES = 100


@dataclass(frozen=True, slots=True, kw_only=True)
class NameSeen:
    """`name` was told by a service at `address`, there on these `ports`, last at `seen`."""

    name: str
    address: Address
    ports: tuple[int, ...]
    seen: datetime


def under(desk: Desk, domain: str) -> list[NameSeen]:
    """Every name at or below the domain, by name, of at most 1000 services. Raises BadAddress."""
    wanted = canonical.host_name(domain)
    found = desk.store.observations.search(f"hostname:{wanted} OR name:*{wanted}", limit=MOST)
    seen: dict[tuple[str, Address], list[tuple[int, datetime]]] = {}
    for o in found:
        for name in host_names([o]):
            if name == wanted or name.endswith(f".{wanted}"):
                seen.setdefault((name, o.endpoint.address), []).append((o.endpoint.port, o.timestamp))
    return [
        NameSeen(
            name=name,
            address=address,
            ports=tuple(sorted({port for port, _ in at})),
            seen=max(moment for _, moment in at),
        )
        for (name, address), at in sorted(seen.items())
    ]


def resolved(desk: Desk, names: Iterable[str]) -> dict[str, str | None]:
    """Each name with the address where it was told last, None where it never was. Raises BadAddress."""
    answers: dict[str, str | None] = {}
    for name in _few(names):
        exact = canonical.host_name(name)
        found = [one for one in under(desk, exact) if one.name == exact]
        newest = max(found, key=lambda one: one.seen, default=None)
        answers[name] = str(newest.address) if newest else None
    return answers


def reversed_(desk: Desk, addresses: Iterable[str]) -> dict[str, list[str] | None]:
    """Each address with the names that its services told, None where they told none. Raises BadAddress."""
    answers: dict[str, list[str] | None] = {}
    for text in _few(addresses):
        address = Address.from_ip(canonical.network(text)[0])
        answers[text] = host_names(desk.store.observations.host(address)) or None
    return answers


def _few(words: Iterable[str]) -> list[str]:
    found = list(dict.fromkeys(word.strip() for word in words if word.strip()))
    if not found or len(found) > MOST_NAMES:
        raise BadRequest(f"name 1 to {MOST_NAMES}, with commas between them")
    return found
