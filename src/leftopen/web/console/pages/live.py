"""What goes on now, as server-sent events: for the script, which keeps pages fresh where there is one."""

from __future__ import annotations

import asyncio
import json
from collections.abc import AsyncIterator
from contextlib import suppress
from dataclasses import replace

from starlette.responses import Response

from leftopen.cases.closing import LIVE
from leftopen.errors import StoreFailed
from leftopen.model.facts import Json
from leftopen.model.permission import Permission
from leftopen.web.console.asked import Asked
from leftopen.web.console.pages import imports
from leftopen.web.console.pages.scans import line, share, visible
from leftopen.web.console.route import get
from leftopen.web.console.sitters import Seated

EVERY_S = 1.0
# A proxy that hears nothing for a minute takes it for dead.
SILENT_S = 20.0
MOST_SCANS = 20
TOO_MANY = "too many pages are kept fresh at once"


async def live(asked: Asked) -> Response:
    begun = asked.house.watching.begin(asked.person.id, _events(asked))
    return begun or asked.lines({"error": asked.t(TOO_MANY)}, 429)


async def _events(asked: Asked) -> AsyncIterator[bytes]:
    """Ends with the sitting, and with the server; tells what the person may see now, not when it began."""
    serving, last, said = asked.house.serving, "", asked.desk.monotonic()
    yield b"retry: 3000\n\n"
    # Where the records do not answer it ends, and the browser asks again.
    with suppress(StoreFailed):
        while not serving.stop.is_set() and (found := await _still(asked)):
            now = json.dumps(await asyncio.to_thread(_state, replace(asked, user=found.user)))
            if now != last:
                yield f"event: now\ndata: {now}\n\n".encode()
                last, said = now, asked.desk.monotonic()
            elif asked.desk.monotonic() - said > SILENT_S:
                yield b": still here\n\n"
                said = asked.desk.monotonic()
            await serving.pause(EVERY_S)


async def _still(asked: Asked) -> Seated | None:
    """Who sits there now; None for who may not look any more."""
    found = await asked.house.sitters.find(_token(asked))
    return found if found is not None and found.user.may(Permission.LOOK) else None


def _token(asked: Asked) -> str:
    name = f"{asked.house.manner.cookie}="
    pieces = (piece.strip() for piece in asked.headers.get("cookie", "").split(";"))
    return next((piece.removeprefix(name) for piece in pieces if piece.startswith(name)), "")


def _state(asked: Asked) -> dict[str, Json]:
    """The same for everybody who sees the same; a second old at most."""

    def ask() -> dict[str, Json]:
        records = asked.desk.store.records
        running = [scan for scan in visible(asked) if scan.state == "running"][:MOST_SCANS]
        cases = asked.sight.cases(records.cases.list(LIVE))
        uploads = asked.house.serving.uploads.listed
        newest = max(cases, key=lambda case: case.detected, default=None)
        return {
            "open": len(cases),
            "newest": newest.id if newest else None,
            "scans": [{**line(scan), "percent": share(scan)} for scan in running]
            if asked.may("scan")
            else [],
            "imports": [imports.upload_line(one) for one in uploads if one.live]
            if asked.may("imports")
            else [],
        }

    key = ("live", asked.person.networks, asked.may("scan"), asked.may("imports"))
    return asked.house.kept.get(key, EVERY_S / 2, ask)


routes = (get("/live", Permission.LOOK, live),)
