"""The host names of one observation."""

from __future__ import annotations

from leftopen.model.observation import Observation


def host_names(o: Observation) -> tuple[str, ...]:
    """What the service told, and the name that it was asked for by; lower-case, each once."""
    names = (name.lower().rstrip(".") for name in (*o.hostnames, o.endpoint.name) if name)
    return tuple(dict.fromkeys(names))
