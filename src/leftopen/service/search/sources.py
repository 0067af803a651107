"""What other sources say about a service: each in one line under the current observation."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from leftopen.model.observation import UNKNOWN, Observation, is_own, source
from leftopen.query.columns.coerce import vulnerable


@dataclass(frozen=True, slots=True, kw_only=True)
class OtherSource:
    """The newest observation of another source; `differs` has each field with the value that only it
    states."""

    observation: Observation
    differs: tuple[tuple[str, str], ...]


def by_service(found: Iterable[Observation]) -> dict[str, list[Observation]]:
    """The observations of each service."""
    grouped: dict[str, list[Observation]] = {}
    for o in found:
        grouped.setdefault(o.service, []).append(o)
    return grouped


def other_sources(current: Observation, found: Iterable[Observation]) -> list[OtherSource]:
    """One for each source but that of `current`, newest first. Of a host with many services, give only those
    of this one: `by_service`."""
    newest: dict[tuple[bool, str], Observation] = {}
    for o in sorted(found, key=lambda o: (o.timestamp, o.id)):
        if o.service == current.service:
            newest[_key(o)] = o
    newest.pop(_key(current), None)
    ordered = sorted(newest.values(), key=lambda o: (o.timestamp, o.id), reverse=True)
    return [OtherSource(observation=o, differs=_differs(current, o)) for o in ordered]


def _key(o: Observation) -> tuple[bool, str]:
    return is_own(o), source(o)


def _differs(current: Observation, other: Observation) -> tuple[tuple[str, str], ...]:
    """What a source leaves out is no contradiction."""
    known, stated = _claims(current), _claims(other)
    return tuple((name, value) for name, value in stated.items() if value and value != known[name])


def _claims(o: Observation) -> dict[str, str]:
    return {
        "protocol": "" if o.module == UNKNOWN else o.module,
        "product": o.product,
        "version": o.version,
        "os": o.os,
        "names": ", ".join(sorted(o.hostnames)),
        "vulns": ", ".join(sorted(vulnerable(o.blocks.get("vulns")))),
    }
