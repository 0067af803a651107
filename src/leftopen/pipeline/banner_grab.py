"""Grabs the first bytes of a server: its greeting, else its response to one opener."""

from __future__ import annotations

from dataclasses import dataclass

from leftopen.model.channel import TalkEnded
from leftopen.model.endpoint import Endpoint
from leftopen.model.read_level import ReadLevel
from leftopen.model.scope import Permit
from leftopen.model.verdict import Phase, Reason
from leftopen.net.channel import HTTP, NetChannel
from leftopen.pipeline.context import ScanContext
from leftopen.pipeline.openers import Opener, recognising_probes
from leftopen.wire.http import framing, message, probe_pages

BANNER_BYTES = 4096
# A shorter unknown response may be the beginning of one that arrived in small pieces.
CRUMBS = 16


@dataclass(frozen=True, slots=True, kw_only=True)
class BannerGrab:
    """At most 4 KiB, of a front page 64; `unasked`: nothing was sent to the server before; else `opener` is
    what was sent."""

    data: bytes
    unasked: bool = False
    opener: bytes = b""


async def grab_banner(
    endpoint: Endpoint, permit: Permit, context: ScanContext, opener: Opener, *, tls: bool, seconds: float
) -> BannerGrab:
    """Reads the greeting, or sends the opener and reads the response. Raises TalkEnded."""
    channel = context.lend(endpoint, permit, tls=tls, requests=1, budget=BANNER_BYTES, seconds=seconds)
    try:
        if not opener.data:
            first = await channel.first(min(opener.wait, seconds))
            if not first and not channel.ended:
                raise TalkEnded(Reason.TIMEOUT, Phase.ASK)
            whole = await _put_together(channel, first, context, opener, tls=tls)
            return BannerGrab(data=whole, unasked=True)
        await channel.send(opener.data, at=ReadLevel.BANNER)
        first = await _put_together(channel, await channel.read(), context, opener, tls=tls)
        first = await read_to_end(channel, first, BANNER_BYTES)
        # After another opener the server may still have unread bytes, and take them for the next request.
        if opener.data == probe_pages.OPENER and framing.ends(first):
            channel.whole(HTTP)
        return BannerGrab(data=first, opener=opener.data)
    finally:
        await channel.close()


async def _put_together(
    channel: NetChannel, first: bytes, context: ScanContext, opener: Opener, *, tls: bool
) -> bytes:
    """Adds what follows, as long as it comes soon and the response is too short to be recognised."""
    while 0 < len(first) < CRUMBS and not recognising_probes(
        first, context.probes, tls=tls, opener=opener.data
    ):
        try:
            piece = await channel.first(context.settings.banner_wait)
        except TalkEnded:
            break
        if not piece:
            break
        first += piece
    return first


async def read_to_end(channel: NetChannel, first: bytes, most: int) -> bytes:
    """Reads an HTTP response with its body, which may come in separate pieces: products over HTTP are
    recognised by it. As far as it comes in time, at most `most` bytes."""
    while message.looks_like_http(first) and not message.complete(first, most):
        room = most - len(first)
        try:
            piece = await channel.read(room) if room > 0 else b""
        except TalkEnded:
            return first
        if not piece:
            break
        first += piece
    return first
