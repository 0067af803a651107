"""One address: its services, cases, history and neighbours."""

from __future__ import annotations

import ipaddress
from collections.abc import Sequence
from datetime import datetime

from starlette.responses import Response

from leftopen.errors import NotFound
from leftopen.model.absence import Absence
from leftopen.model.address import Address
from leftopen.model.facts import Json
from leftopen.model.observation import Observation, is_own
from leftopen.model.permission import Permission
from leftopen.model.scope import Permit
from leftopen.scope.decide import Scope
from leftopen.service.search import search as searching
from leftopen.service.search.host_names import host_names
from leftopen.service.search.sources import by_service, other_sources
from leftopen.web.console.http.page import Page
from leftopen.web.console.http.request import ConsoleRequest
from leftopen.web.console.http.route import get
from leftopen.web.console.view import visible_cases
from leftopen.web.console.view.banner_diff import BannerChange, changes

NEIGHBOURS, AROUND = 24, 256
HISTORY = 60
Event = tuple[datetime, int, BannerChange | None, Absence | None]
"""When, on which port, and one of the two."""


def show(request: ConsoleRequest) -> Response:
    address = _address(request)
    every = searching.host(request.workspace, address, history=True)
    services = _current(every)
    cases = [case for case in request.workspace.store.records.cases.list() if case.address == str(address)]
    if not services and not cases:
        raise NotFound(f"no observations of {address}")
    if request.json:
        lines: list[Json] = [visible_cases.observation(request, one) for one in services]
        return request.lines(
            {"ip_str": str(address), "data": lines, "cases": [visible_cases.line(request, c) for c in cases]}
        )
    of = by_service(every)
    lost = {one.service for one in services if one.absence is not None and one.absence.gone}
    return request.draw(
        "host.html",
        address=address,
        lost=lost,
        services=services,
        cases={one.service: [case for case in cases if case.service == one.service] for one in services},
        every=cases,
        others={one.service: other_sources(one, of[one.service]) for one in services},
        history=_history(request, address, every),
        ports=sorted({one.endpoint.port for one in services if one.service not in lost}),
        names=host_names(services),
        place=next((one.location for one in services if one.location.country_code), None),
        permit=visible_cases.permit(request, _permit(request, address)),
        clauses=visible_cases.clauses(request),
        neighbours=_neighbours(request, address),
    )


def _address(request: ConsoleRequest) -> Address:
    try:
        address = Address.whole(request.parts["address"])
    except ValueError:
        raise NotFound("not a valid IP address") from None
    if not request.visibility.sees(address):
        raise NotFound(f"no observations of {address}")
    return address


def _permit(request: ConsoleRequest, address: Address) -> Permit:
    return Scope(records=request.workspace.store.records.scopes.list()).permit(
        address, request.workspace.clock()
    )


def _current(every: Sequence[Observation]) -> list[Observation]:
    """The current observation of each service, by port."""
    current = {o.service: o for o in sorted(every, key=lambda o: (is_own(o), o.timestamp, o.id))}
    return sorted(current.values(), key=lambda o: (o.endpoint.port, o.endpoint.name, o.id))


def _history(request: ConsoleRequest, address: Address, every: Sequence[Observation]) -> list[Event]:
    """Changed banners, and when services stopped answering and answered again; newest first."""
    found: list[Event] = [
        (one.after.timestamp, one.after.endpoint.port, one, None) for one in changes(every, HISTORY)
    ]
    for absence in request.workspace.store.observations.absences(address):
        times = [absence.since, *([absence.ended] if absence.ended else [])]
        found += [(at, absence.port, None, absence) for at in times]
    return sorted(found, key=lambda event: event[:2], reverse=True)[:HISTORY]


def _neighbours(request: ConsoleRequest, address: Address) -> list[tuple[Address, int]]:
    """The nearest other addresses in the same /24 or /64, with their number of services."""
    around = ipaddress.ip_network(f"{address}/{24 if address.is_ipv4 else 64}", strict=False)
    first, last = Address.from_ip(around[0]), Address.from_ip(around[-1])
    found = searching.neighbours(request.workspace, first, last, most=AROUND)
    others = [(one, count) for one, count in found if one != address and request.visibility.sees(one)]
    here = int(address.ip)
    return sorted(sorted(others, key=lambda pair: abs(int(pair[0].ip) - here))[:NEIGHBOURS])


page = Page(
    routes=(get("/host/{address}", Permission.LOOK, show, engine=True),),
    under="search",
    about="places",
)
