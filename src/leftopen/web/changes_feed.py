"""`/changes.atom`: the changes that monitors found, for a feed reader, with an API key."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Query, Request
from starlette.responses import Response

from leftopen.service.monitoring import monitors
from leftopen.service.monitoring.change_list import ChangeFilter
from leftopen.service.monitoring.changes_feed import PATH, FeedQuery, changes_feed
from leftopen.web.shodan.dependencies import Engine, OpenDesk, Reader

router = APIRouter(tags=["changes"])
MEDIA_TYPE = "application/atom+xml"
LONGEST_DAYS = 90


@router.get(PATH, response_class=Response, responses={200: {"content": {MEDIA_TYPE: {}}}})
async def feed(
    key: Reader,
    engine: Engine,
    workspace: OpenDesk,
    request: Request,
    q: Annotated[str, Query(description="An address, a network or a search.")] = "",
    kind: Annotated[str, Query(description="Kinds of change, separated by commas.")] = "",
    monitor: Annotated[str, Query(description="Name of a monitor.")] = "",
    owner: Annotated[str, Query(description="An organisation of the scope, or `no owner`.")] = "",
    days: Annotated[int, Query(ge=1, le=LONGEST_DAYS)] = 30,
) -> Response:
    """What the monitors found changed, as an Atom feed, newest first."""
    base = workspace.settings.public_url.rstrip("/") or f"{request.url.scheme}://{request.url.netloc}"
    kinds = monitors.kinds(kind.replace(",", " ").split()) if kind else ()
    asked = FeedQuery(
        wanted=ChangeFilter(kinds=kinds, query=q, owner=owner), base=base, monitor=monitor, days=days
    )
    return await engine(
        lambda: Response(changes_feed(workspace, asked, key.visibility), media_type=MEDIA_TYPE)
    )
