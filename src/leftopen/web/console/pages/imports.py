"""What others saw and was taken in: every file, how far it is, and what could not be read."""

from __future__ import annotations

from starlette.responses import Response

from leftopen import catalogue
from leftopen.model.facts import Json
from leftopen.model.import_record import ImportRecord
from leftopen.model.permission import Permission
from leftopen.model.stamp import maybe, stamp
from leftopen.web.console.asked import Asked
from leftopen.web.console.route import get

ROWS = 200


def page(asked: Asked) -> Response:
    listed = asked.desk.store.records.imports.list()
    if asked.json:
        return asked.lines([line(one) for one in listed[:ROWS]])
    return asked.draw(
        "imports.html", imports=listed[:ROWS], total=len(listed), formats=sorted(catalogue.import_readers())
    )


def line(one: ImportRecord) -> dict[str, Json]:
    """`type: import`."""
    return {
        "type": "import",
        "id": one.id,
        "file": one.file,
        "format": one.format,
        "size": one.size,
        "state": one.state,
        "started": stamp(one.started),
        "finished": maybe(one.finished),
        "counts": dict(one.counts),
    }


routes = (get("/imports", Permission.IMPORTS, page),)
