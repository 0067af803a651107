"""InternetDB: /{ip}. Here it wants the key too: what is seen of one's own network is nobody else's."""

from __future__ import annotations

from fastapi import APIRouter

from leftopen.errors import BadAddress
from leftopen.model.address import Address
from leftopen.service import search
from leftopen.web.answers import Answer
from leftopen.web.asked import Engine, OpenDesk, Reader
from leftopen.web.host_shape import internetdb

router = APIRouter(tags=["internetdb"])


@router.get("/{ip}")
async def lookup(key: Reader, engine: Engine, desk: OpenDesk, ip: str) -> Answer:
    """Ports, names, tags and vulnerabilities of an address, in few words."""
    try:
        address = Address.whole(ip)
    except ValueError:
        raise BadAddress("Invalid IP: write it whole, like 192.0.2.7") from None

    def found() -> Answer:
        services = search.host(desk, address, history=False) if key.sight.sees(address) else []
        if not services:
            return Answer({"detail": "No information available"}, status_code=404)
        return Answer(internetdb(services))

    return await engine(found)
