"""Live updates as server-sent events, for the script that refreshes open pages."""

from __future__ import annotations

import asyncio
import json
from collections.abc import AsyncIterator
from contextlib import suppress
from dataclasses import replace

from starlette.responses import Response

from leftopen.cases.closure_rules import LIVE
from leftopen.errors import StoreFailed
from leftopen.model.facts import Json
from leftopen.model.permission import Permission
from leftopen.service.cases.case_groups import grouping
from leftopen.service.exclusions.reports import reported
from leftopen.store.records.entities.cases.cases import Cases
from leftopen.web.console.http.page import Page
from leftopen.web.console.http.request import ConsoleRequest
from leftopen.web.console.http.route import get
from leftopen.web.console.limits.session_cache import SignedInUser
from leftopen.web.console.pages import imports
from leftopen.web.console.pages.scans import ROWS, line, share, visible
from leftopen.web.console.view.waiting import waiting_tasks

EVERY_S = 1.0
# A proxy closes a connection that is idle for a minute.
SILENT_S = 20.0
MOST_SCANS = ROWS
"""As many as the page lists: a scan that it shows as running is in here, or has ended."""
TOO_MANY = "too many live pages are open"


async def live(request: ConsoleRequest) -> Response:
    begun = request.state.live_limit.begin(request.person.id, _events(request))
    return begun or request.lines({"error": request.t(TOO_MANY)}, 429)


async def _events(request: ConsoleRequest) -> AsyncIterator[bytes]:
    """Ends with the session and with the server; follows the current permissions of the user."""
    serving, last, last_sent = request.state.serving, "", request.workspace.monotonic()
    yield b"retry: 3000\n\n"
    # If the records are unavailable, the stream ends and the browser reconnects.
    with suppress(StoreFailed):
        while not serving.stop.is_set() and (found := await _still(request)):
            now = json.dumps(await asyncio.to_thread(_state, replace(request, user=found.user)))
            if now != last:
                yield f"event: now\ndata: {now}\n\n".encode()
                last, last_sent = now, request.workspace.monotonic()
            elif request.workspace.monotonic() - last_sent > SILENT_S:
                yield b": still here\n\n"
                last_sent = request.workspace.monotonic()
            await serving.pause(EVERY_S)


async def _still(request: ConsoleRequest) -> SignedInUser | None:
    """The signed-in user now; None when the user may no longer view anything."""
    found = await request.state.session_cache.find(_token(request))
    return found if found is not None and found.user.may(Permission.VIEW) else None


def _token(request: ConsoleRequest) -> str:
    name = f"{request.state.options.cookie}="
    pieces = (piece.strip() for piece in request.headers.get("cookie", "").split(";"))
    return next((piece.removeprefix(name) for piece in pieces if piece.startswith(name)), "")


def _state(request: ConsoleRequest) -> dict[str, Json]:
    """The same for all users with the same permissions; at most one second old."""

    def ask() -> dict[str, Json]:
        records = request.workspace.store.records
        running = [scan for scan in visible(request) if scan.state == "running"][:MOST_SCANS]
        cases = reported(request.workspace, request.visibility.cases(Cases(records).list(LIVE))).cases
        uploads = request.state.serving.uploads.listed
        newest = max(cases, key=lambda case: case.detected, default=None)
        return {
            "open": grouping(request.workspace, cases).count(cases),
            "newest": newest.id if newest else None,
            **_waiting(request),
            "scans": [{**line(scan), "percent": share(scan)} for scan in running]
            if request.may("scan")
            else [],
            "imports": [imports.upload_line(one) for one in uploads if one.live]
            if request.may("imports")
            else [],
        }

    key = ("live", request.person.networks, request.may("scan"), request.may("imports"))
    return request.state.ttl_cache.get(key, EVERY_S / 2, ask)


def _waiting(request: ConsoleRequest) -> dict[str, Json]:
    """The counts of `TASKS` that links show; at most ten seconds old."""

    def ask() -> dict[str, Json]:
        cases = request.visibility.cases(Cases(request.workspace.store.records).list())
        return {task.name: task.count for task in waiting_tasks(request, cases)}

    key = ("waiting", request.person.networks, request.may("cases"))
    found = request.state.ttl_cache.get(key, 10.0, ask)
    return {name: found.get(name, 0) for name in ("reviews", "approvals")}


page = Page(
    routes=(get("/live", Permission.VIEW, live, background=True),),
)
