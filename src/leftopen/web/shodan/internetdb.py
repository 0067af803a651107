"""InternetDB: /{ip}. It requires the key too, because data about one's own network is private. A client of
InternetDB has no place for a key: its base address is then http://HOST/internetdb/KEY."""

from __future__ import annotations

from fastapi import APIRouter

from leftopen.errors import BadAddress
from leftopen.model.address import Address
from leftopen.service.identity.key_holders import Holder
from leftopen.service.search import search
from leftopen.service.workspace.workspace import Workspace
from leftopen.web.responses import JsonResponse
from leftopen.web.shodan.dependencies import Asking, Engine, OpenDesk, PathEngine, PathReader, Reader
from leftopen.web.shodan.host_json import internetdb

router = APIRouter(tags=["internetdb"])


@router.get("/{ip}")
async def lookup(key: Reader, engine: Engine, workspace: OpenDesk, ip: str) -> JsonResponse:
    """A summary of an address: ports, names, tags and vulnerabilities."""
    return await _summary(key, engine, workspace, ip)


@router.get("/internetdb/{token}/{ip}")
async def lookup_by_path(key: PathReader, engine: PathEngine, workspace: OpenDesk, ip: str) -> JsonResponse:
    """The same, with the key in the path."""
    return await _summary(key, engine, workspace, ip)


async def _summary(key: Holder, engine: Asking, workspace: Workspace, ip: str) -> JsonResponse:
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
