"""Names and addresses from stored observations; no name server is queried here."""

from __future__ import annotations

from collections.abc import Iterable

from leftopen.errors import BadAddress, BadRequest
from leftopen.model.address import Address
from leftopen.scope import canonical
from leftopen.service.identity.visibility import Visibility
from leftopen.service.search.host_names import host_names
from leftopen.service.workspace.workspace import Workspace
from leftopen.store.search.names import NameSeen

MOST_NAMES = 100


def under(
    workspace: Workspace,
    visibility: Visibility,
    domain: str,
    *,
    limit: int,
    offset: int = 0,
    ipv4: bool | None = None,
) -> list[NameSeen]:
    """At most this many visible names at or below the domain with their addresses, sorted by name; `ipv4`,
    unless None: only addresses of that kind. Raises BadAddress."""
    return workspace.store.observations.names(
        canonical.host_name(domain), limit=limit, offset=offset, ipv4=ipv4, within=visibility.narrowed("")
    )


def resolve_names(
    workspace: Workspace, visibility: Visibility, names: Iterable[str]
) -> dict[str, str | None]:
    """Each name with the visible address that most recently had it, None where there is none. Raises
    BadAddress."""
    exact = {name: canonical.host_name(name) for name in _few(names)}
    found = workspace.store.observations.resolved(list(exact.values()), within=visibility.narrowed(""))
    return {name: str(found[spelling]) if spelling in found else None for name, spelling in exact.items()}


def reversed_(
    workspace: Workspace, visibility: Visibility, addresses: Iterable[str]
) -> dict[str, list[str] | None]:
    """Each address with the names of its services, None where there are none or it is not visible. Raises
    BadAddress."""
    answers: dict[str, list[str] | None] = {}
    for text in _few(addresses):
        try:
            address = Address.whole(text)
        except ValueError:
            raise BadAddress(f"{text!r} is not a valid IP address (example: 192.0.2.7)") from None
        found = workspace.store.observations.host(address) if visibility.sees(address) else []
        answers[text] = host_names(found) or None
    return answers


def _few(words: Iterable[str]) -> list[str]:
    found = list(dict.fromkeys(word.strip() for word in words if word.strip()))
    if not found or len(found) > MOST_NAMES:
        raise BadRequest(f"use 1 to {MOST_NAMES} values, separated by commas")
    return found
