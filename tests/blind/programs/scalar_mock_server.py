"""A mock from an OpenAPI document, which it shows as well."""

from __future__ import annotations

import json
from collections.abc import Sequence

from leftopen.demo.program import ServerProgram
from tests.blind import installed
from tests.blind.content import PEOPLE, served
from tests.servers.real import Spot


def path(summary: str, example: object) -> dict[str, object]:
    """One path with a GET that answers with the example."""
    content = {"application/json": {"example": example}}
    return {"get": {"summary": summary, "responses": {"200": {"description": "OK", "content": content}}}}


def start(spot: Spot, closed: bool) -> Sequence[ServerProgram]:
    drivers = [{"name": name, "phone": phone} for name, _, phone, _ in PEOPLE]
    described = {
        "openapi": "3.1.0",
        "info": {"title": "Depot drivers", "version": "1.2.0"},
        "paths": {
            "/drivers": path("All drivers", drivers),
            "/gates": path("All gates", [{"gate": 4, "state": "broken"}, {"gate": 5, "state": "open"}]),
        },
    }
    file = spot.folder / "document.json"
    file.write_text(json.dumps(described))
    modules = str(installed.folder() / "node_modules")
    words = [*installed.node("scalar_mock_server.mjs"), str(file), str(spot.port), modules]
    return [served(spot, words)]
