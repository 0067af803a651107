"""Reads a whole file from the web that the settings or an organisation name. Never from a target."""

from __future__ import annotations

from leftopen.model.notice import Rejected
from leftopen.net.outbound import http as outbound_http
from leftopen.net.outbound.http import OutboundRequest
from leftopen.net.outbound.pinned import pin_address

SECONDS = 20.0


async def fetch(url: str, *, agent: str, private: bool, largest: int) -> bytes:
    """The body of the answer 200. Only over https, or from this machine; from an address that is not public
    only if `private`. No redirect is followed. Raises ConnectionError in one line."""
    try:
        host = outbound_http.validate_url(url).hostname or ""
    except ValueError as error:
        raise Rejected(str(error)) from None
    address = await pin_address(host, private=private)
    request = OutboundRequest(url=url, agent=agent, address=address, accept="*/*")
    reply = await outbound_http.ask(request, seconds=SECONDS, largest=largest)
    if reply.status != 200:
        why = ": redirects are not followed" if 300 <= reply.status < 400 else ""
        raise ConnectionError(f"HTTP {reply.status}{why}")
    return reply.body
