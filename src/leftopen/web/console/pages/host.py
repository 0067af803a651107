"""One address on one page: its exposures, services, owner, vulnerabilities, certificates, changes and
neighbours."""

from __future__ import annotations

import ipaddress
from collections.abc import Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from datetime import datetime

from starlette.responses import Response

from leftopen.cases.closure_rules import LIVE
from leftopen.errors import NotFound
from leftopen.model.address import Address
from leftopen.model.case import Case
from leftopen.model.facts import Json
from leftopen.model.observation import Observation, is_own
from leftopen.model.permission import Permission
from leftopen.model.scope import Permit, ScopeRecord
from leftopen.present.examined import WORDS, evidence
from leftopen.scope.decide import Scope
from leftopen.service.cases.owners import of_address
from leftopen.service.search import search as searching
from leftopen.service.search.as_of import parse_as_of
from leftopen.service.search.certificates import certificate, certificates, expires
from leftopen.service.search.host_as_of import cases_of_host
from leftopen.service.search.host_names import host_names
from leftopen.service.search.host_view import HostView, count_services, host_view, host_view_as_of, is_gone
from leftopen.service.search.owner_claims import owner_claims
from leftopen.service.search.sources import OtherSource, by_service, other_sources
from leftopen.service.search.vulnerabilities import vulnerabilities
from leftopen.store.records.entities.cases.cases import Cases
from leftopen.store.records.entities.cve_lists import CveLists
from leftopen.store.records.entities.scopes import Scopes
from leftopen.web.console.http.page import Page
from leftopen.web.console.http.request import ConsoleRequest
from leftopen.web.console.http.route import get
from leftopen.web.console.view import visible_cases
from leftopen.web.console.view.hosts.host_events import host_events, marks
from leftopen.web.console.view.hosts.host_exposures import host_exposures, reviews
from leftopen.web.console.view.hosts.service_facts import cipher, shared_facts, technologies

NEIGHBOURS, AROUND = 24, 256


def show(request: ConsoleRequest) -> Response:
    address = _address(request)
    at = parse_as_of(request.one("as_of"), request.workspace.clock())
    with ThreadPoolExecutor(1, "neighbours") as beside:
        # The engine reads them at the same time as the host itself, which takes longer.
        near = beside.submit(_neighbours, request, address) if at is None and not request.json else None
        host, cases = _known(request, address, at)
    if not host.services and not host.alike and not cases and at is None:
        raise NotFound(f"no observations of {address}")
    if request.json:
        return _lines(request, address, host, cases)
    events = host_events(host.history, host.absences, cases, until=at)
    known = {one.service: one for one in host.services}
    others = _others(host)
    services = [*host.services, *(one.observation for some in others.values() for one in some)]
    return request.draw(
        "host.html",
        200,
        address=address,
        host=host,
        gone=is_gone,
        count_services=count_services,
        at=at,
        exposures=host_exposures(request, cases, known, evidence=at is None),
        reviews=[] if at else reviews(request, host.services),
        claims=owner_claims(services or [one.sample for one in host.alike]),
        vulnerabilities=vulnerabilities(services, CveLists(request.workspace.store.records).facts),
        certificates=certificates(host.services),
        certificate=certificate,
        evidence=evidence,
        examined_words=WORDS,
        is_own=is_own,
        technologies=technologies,
        cipher=cipher,
        shared=shared_facts,
        expires=expires,
        events=events,
        marks=marks(events, at or request.workspace.clock()),
        clauses=visible_cases.clauses(request),
        around=str(_around(address)) if request.visibility.sees_all_of(str(_around(address))) else "",
        neighbours=near.result() if near else [],
        others=others,
        open=_open(host, cases),
        **_summary(host),
        **_scope(request, address),
    )


def _known(request: ConsoleRequest, address: Address, at: datetime | None) -> tuple[HostView, Sequence[Case]]:
    """What is known of it, or was at a time."""
    if at is not None:
        cases = cases_of_host(request.workspace, address, at)
        return host_view_as_of(request.workspace, address, at, {case.service for case in cases}), cases
    cases = Cases(request.workspace.store.records).at(str(address))
    return host_view(request.workspace, address, {case.service for case in cases}), cases


def _address(request: ConsoleRequest) -> Address:
    try:
        address = Address.whole(request.parts["address"])
    except ValueError:
        raise NotFound("not a valid IP address") from None
    if not request.visibility.sees(address):
        raise NotFound(f"no observations of {address}")
    return address


def _lines(request: ConsoleRequest, address: Address, host: HostView, cases: Sequence[Case]) -> Response:
    """What the page does not list one by one is counted."""
    alike: list[Json] = [
        {"count": one.count, "gone": one.gone, "first": one.first, "last": one.last}
        | {"sample": visible_cases.observation(request, one.sample)}
        for one in host.alike
    ]
    return request.lines(
        {
            "ip_str": str(address),
            "data": [visible_cases.observation(request, one) for one in host.services],
            "alike": alike,
            "left": host.left,
            "cases": [visible_cases.line(request, case) for case in cases],
        }
    )


def _summary(host: HostView) -> Mapping[str, object]:
    """The host as a whole."""
    shown = [*host.services, *(one.sample for one in host.alike)]
    anchors: dict[str, str] = {}
    for one in shown:
        anchors.setdefault(one.endpoint.port_label, one.service)
    newest = sorted(shown, key=lambda o: o.timestamp, reverse=True)
    return {
        "names": host_names(host.services),
        "systems": list(dict.fromkeys(o.os for o in newest if o.os)),
        "tags": list(dict.fromkeys(tag for o in newest for tag in o.tags)),
        "place": next((o.location for o in newest if o.location.country_code or o.location.org), None),
        "first_seen": min((_first(o) for o in (*shown, *host.history)), default=None),
        "last_seen": newest[0].timestamp if newest else None,
        "anchors": {service: label for label, service in anchors.items()},
        "living": [one for one in host.services if not is_gone(one)],
        "lost": [one for one in host.services if is_gone(one)],
    }


def _first(o: Observation) -> datetime:
    return min(o.first_seen or o.timestamp, o.timestamp)


def _others(host: HostView) -> Mapping[str, Sequence[OtherSource]]:
    """What other sources say about each service. Only they name CVEs."""
    of = by_service(host.history)
    return {one.service: other_sources(one, of.get(one.service, ())) for one in host.services}


def _open(host: HostView, cases: Sequence[Case]) -> Mapping[str, Sequence[Case]]:
    live = [case for case in cases if case.state in LIVE]
    return {one.service: [case for case in live if case.service == one.service] for one in host.services}


def _scope(request: ConsoleRequest, address: Address) -> Mapping[str, object]:
    """Whether it may be scanned, and whose it is by the authorisations."""
    records = Scopes(request.workspace.store.records).list()
    owner = of_address((record, record.org) for record in records)
    return {
        "permit": visible_cases.permit(request, _permit(request, records, address)),
        "owner": owner(str(address)),
    }


def _permit(request: ConsoleRequest, records: Sequence[ScopeRecord], address: Address) -> Permit:
    return Scope(records=records).permit(address, request.workspace.clock())


def _around(address: Address) -> ipaddress.IPv4Network | ipaddress.IPv6Network:
    return ipaddress.ip_network(f"{address}/{24 if address.is_ipv4 else 64}", strict=False)


def _neighbours(request: ConsoleRequest, address: Address) -> list[tuple[Address, int]]:
    """The nearest other addresses in the same /24 or /64, with their number of services."""
    around = _around(address)
    first, last = Address.from_ip(around[0]), Address.from_ip(around[-1])
    found = searching.neighbours(request.workspace, first, last, most=AROUND, but=address)
    others = [(one, count) for one, count in found if request.visibility.sees(one)]
    here = int(address.ip)
    return sorted(sorted(others, key=lambda pair: abs(int(pair[0].ip) - here))[:NEIGHBOURS])


page = Page(
    routes=(get("/host/{address}", Permission.VIEW, show, engine=True),),
    under="search",
    about="reference/places",
)
