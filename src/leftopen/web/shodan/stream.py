"""Streams: every observation as a line of JSON, a second or two after it was stored, while the requesting key
is valid.

A stream has its own cursor in the store, so that a slow reader loses nothing and delays nobody. Empty lines
keep a connection alive, unless `heartbeat=False`: then a client's own read timeout tells it that nothing
came.
"""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Sequence
from typing import Annotated

import msgspec
from fastapi import APIRouter, Depends, Path, Query, Request
from starlette.exceptions import HTTPException
from starlette.responses import StreamingResponse

from leftopen.model.observation import Observation
from leftopen.service.alerts import alerts as watched
from leftopen.service.alerts import change_feed
from leftopen.service.identity.key_holders import Holder
from leftopen.web.api_state import MOST_STREAMS, ApiState
from leftopen.web.shodan.dependencies import Held, Reader
from leftopen.web.shodan.query_params import not_empty
from leftopen.web.shodan.stream_filters import (
    StreamFilter,
    every,
    of_alert,
    of_alerts,
    of_asns,
    of_countries,
    of_ports,
    of_query,
    of_tags,
    of_vulns,
)

router = APIRouter(tags=["stream"])
LOOK_AGAIN_S = 0.5
# Verdicts are stored right after the observation to which they belong.
VERDICTS_S = 1.0
HEARTBEAT_S = 10.0
# The feed waits this long for a writer that was killed half-way.
PATIENCE_S = 30.0
Heartbeat = Annotated[bool, Query(description="False: no empty lines.")]
Words = Annotated[str, Path(max_length=4000)]


async def stream_slot(key: Reader, held: Held) -> AsyncIterator[Holder]:
    """A slot among the streams, from before the first wait until the response has ended or failed;
    HTTPException 429 when there is none."""
    if not held.streams.take(key.who):
        mine = held.streams.held.get(key.who, 0)
        message = (
            f"Too many streams: you have {mine} of {held.streams.taken} open streams (limit {MOST_STREAMS})"
        )
        raise HTTPException(429, message, {"Retry-After": "5"})
    try:
        yield key
    finally:
        held.streams.leave(key.who)


Room = Annotated[Holder, Depends(stream_slot)]


@router.get("/shodan/banners")
async def banners(key: Room, held: Held, request: Request, heartbeat: Heartbeat = True) -> StreamingResponse:
    """All observations."""
    return await _stream(held, key, request, every(), heartbeat)


@router.get("/shodan/asn/{asns}")
async def asns(
    key: Room, held: Held, request: Request, asns: Words, heartbeat: Heartbeat = True
) -> StreamingResponse:
    """Observations in these networks, such as AS64496,AS64497."""
    return await _stream(held, key, request, of_asns(asns), heartbeat)


@router.get("/shodan/countries/{countries}")
async def countries(
    key: Room, held: Held, request: Request, countries: Words, heartbeat: Heartbeat = True
) -> StreamingResponse:
    """Observations in these countries, such as US,DE."""
    return await _stream(held, key, request, of_countries(countries), heartbeat)


@router.get("/shodan/ports/{ports}")
async def ports(
    key: Room, held: Held, request: Request, ports: Words, heartbeat: Heartbeat = True
) -> StreamingResponse:
    """Observations on these ports."""
    return await _stream(held, key, request, of_ports(ports), heartbeat)


@router.get("/shodan/tags/{tags}")
async def tags(
    key: Room, held: Held, request: Request, tags: Words, heartbeat: Heartbeat = True
) -> StreamingResponse:
    """Observations with one of these tags."""
    return await _stream(held, key, request, of_tags(tags), heartbeat)


@router.get("/shodan/vulns/{vulns}")
async def vulns(
    key: Room, held: Held, request: Request, vulns: Words, heartbeat: Heartbeat = True
) -> StreamingResponse:
    """Observations with one of these vulnerabilities."""
    return await _stream(held, key, request, of_vulns(vulns), heartbeat)


@router.get("/shodan/custom")
async def custom(
    key: Room, held: Held, request: Request, query: str = "", heartbeat: Heartbeat = True
) -> StreamingResponse:
    """Observations that match a search."""
    not_empty(query)
    return await _stream(held, key, request, of_query(query), heartbeat)


@router.get("/shodan/alert")
async def alerts(key: Room, held: Held, request: Request, heartbeat: Heartbeat = True) -> StreamingResponse:
    """Observations in the networks of any alert."""
    return await _stream(held, key, request, of_alerts(held.workspace), heartbeat)


@router.get("/shodan/alert/{id}")
async def alert(
    key: Room, held: Held, request: Request, id: Words, heartbeat: Heartbeat = True
) -> StreamingResponse:
    """Observations in the networks of one alert."""
    await asyncio.to_thread(watched.get, held.workspace, key.visibility, id)
    return await _stream(held, key, request, of_alert(held.workspace, id), heartbeat)


async def _stream(
    held: ApiState, key: Holder, request: Request, wish: StreamFilter, heartbeat: bool
) -> StreamingResponse:
    position = await held.beginning(replayed=wish.replayed)
    lines = _lines(held, key, request, wish, position, HEARTBEAT_S if heartbeat else None)
    return StreamingResponse(lines, media_type="application/json")


async def _lines(
    held: ApiState,
    key: Holder,
    request: Request,
    wish: StreamFilter,
    position: change_feed.Cursor,
    heartbeat: float | None,
) -> AsyncIterator[bytes]:
    clock = held.workspace.monotonic
    message = moved = clock()
    while await _goes_on(held, key, request):
        patient = clock() - moved < PATIENCE_S
        arrived = await asyncio.to_thread(change_feed.after, held.workspace, position, patient=patient)
        if not arrived.waits or arrived.position != position:
            moved = clock()
        position = arrived.position
        if arrived.found:
            async for line in _told(held, key, wish, arrived.found):
                yield line
                message = clock()
        else:
            await held.pause(LOOK_AGAIN_S)
        if heartbeat is not None and clock() - message >= heartbeat:
            yield b"\n"
            message = clock()


async def _goes_on(held: ApiState, key: Holder, request: Request) -> bool:
    return not held.stop.is_set() and await held.key_cache.still(key) and not await request.is_disconnected()


async def _told(
    held: ApiState, key: Holder, wish: StreamFilter, found: Sequence[Observation]
) -> AsyncIterator[bytes]:
    """Lines while the key is valid with the same visibility. This is checked before the first line, since
    what was stored after a key was removed is not for it, and again later, since a reader may be slow."""
    if wish.verdicts:
        await held.pause(VERDICTS_S)
    lines = await asyncio.to_thread(wish.lines, held.workspace, found, key.visibility)
    valid = await held.key_cache.still(key, within=0)
    for line in lines:
        if not (valid and await held.key_cache.still(key)):
            return
        yield msgspec.json.encode(line) + b"\n"
