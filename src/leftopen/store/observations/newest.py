"""The current observation of each service, of those that a query gave."""

from __future__ import annotations

from collections.abc import Iterable

from leftopen.model.observation import Observation, is_own


def newest(found: Iterable[Observation]) -> list[Observation]:
    """The current observation of each service; they come newest first. A batch that is being stored stands
    beside what it supersedes until that is marked."""
    current: dict[str, Observation] = {}
    for observation in found:
        other = current.get(observation.service)
        if other is None or (is_own(observation) and not is_own(other)):
            current[observation.service] = observation
    return list(current.values())
