"""Imports: uploads, finished imports, progress and rejected lines."""

from __future__ import annotations

import asyncio
from datetime import UTC, datetime
from pathlib import Path

import msgspec
from starlette.responses import Response

from leftopen import catalogue
from leftopen.errors import BadRequest, NotFound
from leftopen.model.endpoint import INTERNET
from leftopen.model.facts import Json
from leftopen.model.import_record import ImportRecord
from leftopen.model.permission import Permission
from leftopen.model.vantage import Place
from leftopen.present.timestamps import format_utc, format_utc_or_none
from leftopen.service.ingest import status
from leftopen.service.ingest.detect import AUTO
from leftopen.service.ingest.run import FOLDER, ImportOptions
from leftopen.service.ingest.uploads import Upload, safe_file_name
from leftopen.web.console.http.page import Link, Page
from leftopen.web.console.http.request import ConsoleRequest
from leftopen.web.console.http.route import get, post, upload

ROWS = 200
QUOTES = 200
LARGEST_QUOTES = 1_000_000
# Bytes of the form around the file.
AROUND = 100_000
PLACES = ("", *(place.value for place in Place))


def show(request: ConsoleRequest) -> Response:
    listed = status.list(request.workspace)
    if request.json:
        return request.lines([line(one) for one in listed[:ROWS]])
    uploads = request.state.serving.uploads
    return request.draw(
        "imports.html", imports=listed[:ROWS], total=len(listed), formats=[AUTO, *_formats()], places=PLACES,
        uploads=uploads.listed, largest=uploads.largest(), realm=INTERNET,
    )  # fmt: skip


def _formats() -> list[str]:
    return sorted(catalogue.import_readers())


def line(one: ImportRecord) -> dict[str, Json]:
    """`type: import`."""
    return {
        "type": "import",
        "id": one.id,
        "file": one.file,
        "format": one.format,
        "size": one.size,
        "state": one.outcome,
        "why": one.because,
        "started": format_utc(one.started),
        "finished": format_utc_or_none(one.finished),
        "counts": dict(one.counts),
    }


def upload_line(one: Upload) -> dict[str, Json]:
    """`type: upload`."""
    return {
        "type": "upload", "id": one.id, "file": one.file, "state": one.state, "percent": one.percent,
        "stored": one.stored, "bad": one.bad, "import": one.import_, "error": one.error,
    }  # fmt: skip


def one(request: ConsoleRequest) -> Response:
    """One import, with its errors: the count of each reason, then the rejected lines."""
    found = status.find(request.workspace, request.parts["id"])
    if found is None:
        raise NotFound("import not found")
    quotes = _quotes(request.workspace.data / FOLDER / f"{found.id}.bad.jsonl")
    if request.json:
        bad: dict[str, Json] = {"reasons": dict(found.reasons), "quotes": list(quotes)}
        return request.lines({**line(found), **bad})
    return request.draw("import.html", one=found, reasons=found.reasons.items(), quotes=quotes)


def _quotes(file: Path) -> list[dict[str, Json]]:
    """The first rejected lines, stored masked."""
    try:
        with file.open("rb") as handle:
            whole = handle.read(LARGEST_QUOTES).rpartition(b"\n")[0]
    except OSError:
        return []
    return [msgspec.json.decode(row) for row in whole.splitlines()[:QUOTES]]


async def receive(request: ConsoleRequest) -> Response:
    """Takes an upload; its import continues after the response."""
    uploads = request.state.serving.uploads
    if request.file is None or not request.file.file:
        raise BadRequest("select a file first")
    if not uploads.largest():
        raise BadRequest("uploads are disabled (setting upload_mb): use leftopen import")
    wanted = _wanted(request)
    if request.incoming is not None:
        request.incoming.widen(uploads.largest() + AROUND)
    await asyncio.to_thread(request.audit, "import", safe_file_name(request.file.file), "console upload")
    made = await uploads.take(request.file.file, request.file.pieces(), wanted, by=request.person.name)
    return request.lines(upload_line(made)) if request.json else request.to("/imports", said="taken")


def _wanted(request: ConsoleRequest) -> ImportOptions:
    format, place = request.one("format", AUTO), request.one("seen_from")
    port, realm = request.one("port").strip() or "0", request.one("realm").strip()
    if format not in (AUTO, *_formats()) or place not in PLACES:
        raise BadRequest("the form does not match this page: reload the page")
    if not (port.isascii() and port.isdigit() and len(port) <= 5 and int(port) <= 65535):
        raise BadRequest("invalid port: enter a number from 0 to 65535")
    if len(realm) > 64 or not realm.isprintable():
        raise BadRequest("invalid realm: enter at most 64 printable characters")
    return ImportOptions(
        file=Path(), format=format, realm=realm, place=place, port=int(port), at=_day(request.one("at")),
        again=request.one("again") == "yes",
    )  # fmt: skip


def _day(text: str) -> datetime | None:
    if not text.strip():
        return None
    try:
        return datetime.strptime(text.strip(), "%Y-%m-%d").replace(tzinfo=UTC)
    except ValueError:
        raise BadRequest("invalid date: write it as 2026-01-31") from None


def cancel(request: ConsoleRequest) -> Response:
    """Stops an import. Stored records remain; importing the same file again continues."""
    found = request.state.serving.uploads.find(request.one("id"))
    if found is None:
        raise NotFound("import not found")
    found.stop.set()
    request.audit("import stopped", found.file)
    return request.to("/imports", said="stopping")


page = Page(
    routes=(
        get("/imports", Permission.IMPORTS, show),
        upload("/imports", Permission.IMPORTS, receive),
        post("/imports/cancel", Permission.IMPORTS, cancel),
        get("/import/{id}", Permission.IMPORTS, one),
    ),
    link=Link(
        title="Imports",
        help="Upload files of other tools; progress and rejected lines.",
        order=450,
    ),
    about="reference/importing",
)
