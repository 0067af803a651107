"""One address: its services, what is open there, what it was before, and what is around it."""

from __future__ import annotations

import ipaddress
from collections.abc import Sequence

from starlette.responses import Response

from leftopen.errors import NotFound
from leftopen.model.address import Address
from leftopen.model.facts import Json
from leftopen.model.observation import Observation
from leftopen.model.permission import Permission
from leftopen.model.scope import Permit
from leftopen.scope.decide import Scope
from leftopen.service import search as searching
from leftopen.service.host_names import host_names
from leftopen.web.console import sighted
from leftopen.web.console.asked import Asked
from leftopen.web.console.differing import changes
from leftopen.web.console.route import get

NEIGHBOURS, AROUND = 24, 256
HISTORY = 60


def page(asked: Asked) -> Response:
    address = _address(asked)
    every = searching.host(asked.desk, address, history=True)
    services = _newest(every)
    cases = [case for case in asked.desk.store.records.cases.list() if case.address == str(address)]
    if not services and not cases:
        raise NotFound(f"nothing was seen at {address}")
    if asked.json:
        lines: list[Json] = [sighted.observation(asked, one) for one in services]
        return asked.lines(
            {"ip_str": str(address), "data": lines, "cases": [sighted.line(asked, c) for c in cases]}
        )
    return asked.draw(
        "host.html",
        address=address,
        services=services,
        cases={one.service: [case for case in cases if case.service == one.service] for one in services},
        every=cases,
        history=changes(every, HISTORY),
        names=host_names(services),
        place=next((one.location for one in services if one.location.country_code), None),
        permit=sighted.permit(asked, _permit(asked, address)),
        clauses=sighted.clauses(asked),
        neighbours=_neighbours(asked, address),
    )


def _address(asked: Asked) -> Address:
    try:
        address = Address.whole(asked.parts["address"])
    except ValueError:
        raise NotFound("this is no address") from None
    if not asked.sight.sees(address):
        raise NotFound(f"nothing was seen at {address}")
    return address


def _permit(asked: Asked, address: Address) -> Permit:
    return Scope(records=asked.desk.store.records.scopes.list()).permit(address, asked.desk.clock())


def _newest(every: Sequence[Observation]) -> list[Observation]:
    """Of each service the newest, by port."""
    newest = {one.service: one for one in sorted(every, key=lambda o: (o.timestamp, o.id))}
    return sorted(newest.values(), key=lambda o: (o.endpoint.port, o.endpoint.name, o.id))


def _neighbours(asked: Asked, address: Address) -> list[tuple[Address, int]]:
    """The nearest other addresses of the same /24 or /64, with how many services each was seen with."""
    around = ipaddress.ip_network(f"{address}/{24 if address.is_ipv4 else 64}", strict=False)
    first, last = Address.from_ip(around[0]), Address.from_ip(around[-1])
    found = searching.neighbours(asked.desk, first, last, most=AROUND)
    others = [(one, count) for one, count in found if one != address and asked.sight.sees(one)]
    here = int(address.ip)
    return sorted(sorted(others, key=lambda pair: abs(int(pair[0].ip) - here))[:NEIGHBOURS])


routes = (get("/host/{address}", Permission.LOOK, page, engine=True),)
