"""The current observation of each service, of those that a query gave."""

from __future__ import annotations

from collections.abc import Iterable

from leftopen.model.observation import Observation
from leftopen.store.observations.merge import is_view, order


def newest(found: Iterable[Observation]) -> list[Observation]:
    """The current observation of each service, in the order in which they come. A batch that is being stored
    stands beside what it supersedes until that is marked."""
    current: dict[str, Observation] = {}
    for observation in found:
        other = current.get(observation.service)
        if other is None or _rank(observation) > _rank(other):
            current[observation.service] = observation
    return list(current.values())


def by_port(o: Observation) -> tuple[int, str, str, str, str]:
    """The order of the sites of a host: those of a service together, the default one first."""
    e = o.endpoint
    return e.port, e.transport, e.realm, e.name, o.id


def _rank(o: Observation) -> tuple[object, ...]:
    """A merged row comes after the observation whose id it has."""
    return (*order(o), is_view(o))
