"""DNS names that services themselves reported: /dns/…"""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Query

from leftopen.model.facts import Json
from leftopen.present.domains import domain as domain_of
from leftopen.present.timestamps import naive_utc
from leftopen.service.identity.visibility import Visibility
from leftopen.service.search import dns_names
from leftopen.service.workspace.workspace import Workspace
from leftopen.store.search.names import NameSeen
from leftopen.web.responses import JsonResponse, failure_response
from leftopen.web.shodan.dependencies import Engine, OpenDesk, Reader

router = APIRouter(tags=["dns"])
PAGE = 100
KINDS = {"": None, "A": True, "AAAA": False}
"""Does a record of that type hold an IPv4 address?"""


@router.get("/dns/domain/{domain}")
async def domain(
    key: Reader,
    engine: Engine,
    workspace: OpenDesk,
    domain: str,
    history: bool = False,
    type: str = "",
    page: Annotated[int, Query(ge=1, le=1000)] = 1,
) -> JsonResponse:
    """The names below a domain that services reported, with their addresses. For a host name only that name
    and those below it, as parts of its domain, as the official client expects. `subdomains` are those of this
    page's records."""
    return await engine(lambda: _told(workspace, key.visibility, domain, type.upper(), page))


@router.get("/dns/resolve")
async def resolve(key: Reader, engine: Engine, workspace: OpenDesk, hostnames: str = "") -> JsonResponse:
    """The address that most recently reported each name; no name server is queried."""
    return await engine(
        lambda: JsonResponse(dns_names.resolve_names(workspace, key.visibility, hostnames.split(",")))
    )


@router.get("/dns/reverse")
async def reverse(key: Reader, engine: Engine, workspace: OpenDesk, ips: str = "") -> JsonResponse:
    """The names that the services of each address reported."""
    return await engine(lambda: JsonResponse(dns_names.reversed_(workspace, key.visibility, ips.split(","))))


def _told(workspace: Workspace, visibility: Visibility, domain: str, kind: str, page: int) -> JsonResponse:
    found = _page(workspace, visibility, domain, kind, page)
    if not found and not dns_names.under(workspace, visibility, domain, limit=1):
        return failure_response(404, "No information available for that domain.")
    whole = domain_of(domain) or domain.lower()
    records = [_record(one, whole) for one in found[:PAGE]]
    below = dict.fromkeys(record["subdomain"] for record in records if record["subdomain"])
    return JsonResponse(
        {
            "domain": whole,
            "tags": [],
            "subdomains": list(below),
            "data": records,
            "more": len(found) > PAGE,
        }
    )


def _page(workspace: Workspace, visibility: Visibility, domain: str, kind: str, page: int) -> list[NameSeen]:
    """One more than a page, when there are more. For types other than A and AAAA there are none."""
    if kind not in KINDS:
        return []
    return dns_names.under(
        workspace, visibility, domain, limit=PAGE + 1, offset=(page - 1) * PAGE, ipv4=KINDS[kind]
    )


def _record(one: NameSeen, domain: str) -> dict[str, Json]:
    return {
        "subdomain": one.name.removesuffix(domain).rstrip("."),
        "type": "A" if one.address.is_ipv4 else "AAAA",
        "value": str(one.address),
        "ports": list(one.ports),
        "last_seen": naive_utc(one.seen),
    }
