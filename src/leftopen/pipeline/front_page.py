"""Requests the front page of a site: by its name, or of the default site by the address."""

from __future__ import annotations

from dataclasses import dataclass

from leftopen.model.channel import Reply, TalkEnded
from leftopen.model.endpoint import Endpoint
from leftopen.model.read_level import ReadLevel
from leftopen.model.scope import Permit
from leftopen.model.tls import TlsFacts
from leftopen.model.verdict import Phase, Reason
from leftopen.net.channel import HTTP
from leftopen.pipeline.banner_grab import BannerGrab, read_to_end
from leftopen.pipeline.context import ScanContext
from leftopen.wire.http import framing, message
from leftopen.wire.http.probe_pages import OPENER

PAGE_BYTES = 64 * 1024


@dataclass(frozen=True, slots=True, kw_only=True)
class FrontPage:
    """`grab` as received, `reply` the same parsed; `host` as it was asked; `tls` what the handshake
    showed."""

    grab: BannerGrab
    reply: Reply
    host: str
    tls: TlsFacts | None


async def front_page(
    endpoint: Endpoint, permit: Permit, context: ScanContext, *, tls: bool, seconds: float | None = None
) -> FrontPage:
    """One request. Raises TalkEnded, also for what is no HTTP."""
    channel = context.lend(endpoint, permit, tls=tls, requests=1, budget=PAGE_BYTES, seconds=seconds)
    try:
        await channel.send(message.request("/", channel.host, context.agent), at=ReadLevel.BANNER)
        data = await read_to_end(channel, await channel.read(), PAGE_BYTES)
        reply = message.read(data, ended=channel.ended)
        if not data:
            raise TalkEnded(Reason.CUT, Phase.ASK)
        if reply is None:
            raise TalkEnded(Reason.OTHER_PROTOCOL, Phase.ASK)
        if framing.ends(data):
            channel.whole(HTTP)
    finally:
        await channel.close()
    grab = BannerGrab(data=data, opener=OPENER)
    return FrontPage(grab=grab, reply=reply, host=channel.host, tls=channel.tls_facts)
