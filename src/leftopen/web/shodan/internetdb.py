"""InternetDB: /{ip}. It requires the key too, because data about one's own network is private."""

from __future__ import annotations

from fastapi import APIRouter

from leftopen.errors import BadAddress
from leftopen.model.address import Address
from leftopen.service.search import search
from leftopen.web.responses import JsonResponse
from leftopen.web.shodan.dependencies import Engine, OpenDesk, Reader
from leftopen.web.shodan.host_json import internetdb

router = APIRouter(tags=["internetdb"])


@router.get("/{ip}")
async def lookup(key: Reader, engine: Engine, workspace: OpenDesk, ip: str) -> JsonResponse:
    """A summary of an address: ports, names, tags and vulnerabilities."""
    try:
        address = Address.whole(ip)
    except ValueError:
        raise BadAddress("Invalid IP (example: 192.0.2.7)") from None

    def found() -> JsonResponse:
        services = search.host(workspace, address, history=False) if key.visibility.sees(address) else []
        if not services:
            return JsonResponse({"detail": "No information available"}, status_code=404)
        return JsonResponse(internetdb(services))

    return await engine(found)
