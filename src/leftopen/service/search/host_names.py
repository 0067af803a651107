"""The host names of services."""

from __future__ import annotations

from collections.abc import Iterable

from leftopen.model.observation import Observation


def host_names(found: Iterable[Observation]) -> list[str]:
    """Names that the service reported, and names that were requested from it; lower-case, each once."""
    names = (name.lower().rstrip(".") for o in found for name in (*o.hostnames, o.endpoint.name) if name)
    return list(dict.fromkeys(names))
