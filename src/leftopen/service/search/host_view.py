"""Everything about one address as a page shows it: services one by one, and those that answer alike
together."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from leftopen.model.absence import Absence
from leftopen.model.address import Address
from leftopen.model.identity import service_id
from leftopen.model.observation import Observation
from leftopen.service.search.host_as_of import host_as_of
from leftopen.service.workspace.workspace import Workspace
from leftopen.store.observations.host_index import ALIKE, PORTS, SERVICES
from leftopen.store.observations.newest import by_port, newest

MOST = 400
"""A host with fewer observations is read whole, in one query."""
ABSENCES = 200


@dataclass(frozen=True, slots=True, kw_only=True)
class AlikePorts:
    """Services with the same answer: `first` and `last` are ports, `ports` some or all of them, `gone` of the
    `count` no longer answer, `sample` is one of them."""

    sample: Observation
    count: int
    gone: int
    first: int
    last: int
    ports: tuple[int, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class HostView:
    """`services`: the current observation of each and of its sites, by port; `history`: these and earlier
    ones; `absences`: the newest of any service there, past ones included; `left`: how many more services
    there are."""

    services: Sequence[Observation]
    history: Sequence[Observation]
    absences: Sequence[Absence] = ()
    alike: Sequence[AlikePorts] = ()
    left: int = 0

    @property
    def living(self) -> int:
        """The number of services that are not gone, as far as they are known here."""
        alone = count_services(one for one in self.services if not is_gone(one))
        return alone + sum(one.count - one.gone for one in self.alike) + self.left


def count_services(sites: Iterable[Observation]) -> int:
    """How many services these are sites of."""
    return len({service_id(one.endpoint) for one in sites})


def is_gone(o: Observation) -> bool:
    return o.absence is not None and o.absence.gone


def host_view(workspace: Workspace, address: Address, apart: Collection[str]) -> HostView:
    """`apart`: services that are always listed one by one, such as those with a case."""
    store = workspace.store.observations
    found, absences = store.newest_at(address, MOST, ABSENCES)
    crowded = len(found) >= MOST
    if crowded:
        return replace(_crowded(workspace, address, apart), absences=absences)
    hidden = store.hidden(address) if any(o.endpoint.name for o in found) else frozenset[str]()
    return replace(_together(found, apart, hidden), absences=absences)


def host_view_as_of(workspace: Workspace, address: Address, at: datetime, apart: Collection[str]) -> HostView:
    """As it was known then: of each service only the current observation."""
    absences = workspace.store.observations.absences(address, ABSENCES, until=at)
    return replace(_together(host_as_of(workspace, address, at), apart), absences=absences)


def _crowded(workspace: Workspace, address: Address, apart: Collection[str]) -> HostView:
    store = workspace.store.observations
    kept = sorted(apart)[:SERVICES]
    groups = store.service_groups(address, kept)
    samples = {one.sample for one in groups.alike}
    found = store.changed_at(address, [*kept, *groups.single, *samples])
    current = {o.service: o for o in _current(found)}
    alike = [
        AlikePorts(
            sample=replace(current[one.sample], absence=None), count=one.count, gone=one.gone,
            first=one.first, last=one.last, ports=one.ports,
        )
        for one in groups.alike
        if one.sample in current
    ]  # fmt: skip
    return HostView(
        services=[o for o in current.values() if o.service not in samples],
        history=[o for o in found if o.service not in samples],
        alike=alike,
        left=groups.left,
    )


def _together(found: Sequence[Observation], apart: Collection[str], hidden: Collection[str] = ()) -> HostView:
    """The history is also that of hidden sites."""
    services = [o for o in _current(found) if o.service not in hidden]
    answers = {o.service: _answer(o) for o in services if o.service not in apart}
    often = {answer for answer, count in Counter(answers.values()).items() if count >= ALIKE}
    alike = [_ports([o for o in services if answers.get(o.service) == answer]) for answer in sorted(often)]
    single = [o for o in services if answers.get(o.service) not in often]
    known = {*hidden, *(o.service for o in single)}
    return HostView(services=single, history=[o for o in found if o.service in known], alike=alike)


def _answer(o: Observation) -> tuple[str, int, str, str]:
    return o.endpoint.transport, o.hash, o.module, o.product


def _ports(services: Sequence[Observation]) -> AlikePorts:
    return AlikePorts(
        sample=replace(services[0], absence=None),
        count=len(services),
        gone=sum(is_gone(o) for o in services),
        first=services[0].endpoint.port,
        last=services[-1].endpoint.port,
        ports=tuple(o.endpoint.port for o in services[:PORTS]),
    )


def _current(found: Sequence[Observation]) -> list[Observation]:
    """The current observation of each service, by port."""
    return sorted(newest(found), key=by_port)
