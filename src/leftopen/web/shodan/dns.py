"""DNS as far as services told it themselves: /dns/…"""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Query

from leftopen.model.facts import Json
from leftopen.model.stamp import naive_utc
from leftopen.query import domains
from leftopen.service import names
from leftopen.service.names import NameSeen
from leftopen.web.answers import Answer, failed
from leftopen.web.asked import OpenDesk, Reader

router = APIRouter(tags=["dns"])
PAGE = 100


@router.get("/dns/domain/{domain}")
def domain(
    _: Reader,
    desk: OpenDesk,
    domain: str,
    history: bool = False,
    type: str = "",
    page: Annotated[int, Query(ge=1, le=1000)] = 1,
) -> Answer:
    """The names below a domain that some service told, with the addresses where. Of a host name only it and
    what is below it, told as parts of its domain: so the official client expects it."""
    found = names.under(desk, domain)
    if not found:
        return failed(404, "No information available for that domain.")
    whole = domains.domain(domain)
    records = [_record(one, whole) for one in found]
    wanted = [record for record in records if not type or record["type"] == type.upper()]
    begin = (page - 1) * PAGE
    below = dict.fromkeys(str(record["subdomain"]) for record in records if record["subdomain"])
    return Answer(
        {
            "domain": whole,
            "tags": [],
            "subdomains": list(below),
            "data": wanted[begin : begin + PAGE],
            "more": len(wanted) > begin + PAGE,
        }
    )


@router.get("/dns/resolve")
def resolve(_: Reader, desk: OpenDesk, hostnames: str = "") -> Answer:
    """Where each name was told last; no name server is asked."""
    return Answer(names.resolved(desk, hostnames.split(",")))


@router.get("/dns/reverse")
def reverse(_: Reader, desk: OpenDesk, ips: str = "") -> Answer:
    """The names that the services of each address told."""
    return Answer(names.reversed_(desk, ips.split(",")))


def _record(one: NameSeen, domain: str) -> dict[str, Json]:
    return {
        "subdomain": one.name.removesuffix(domain).rstrip("."),
        "type": "A" if one.address.is_ipv4 else "AAAA",
        "value": str(one.address),
        "ports": list(one.ports),
        "last_seen": naive_utc(one.seen),
    }
