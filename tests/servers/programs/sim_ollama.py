"""Ollama as its API reference describes `/api/tags`; `closed` is a web server with a password in front."""

from __future__ import annotations

from tests.servers.real import EMPTY, METADATA, PASSWORD, RealServer, Running, Spot
from tests.servers.sim_pages import PROXY, serve_pages
from tests.servers.sim_web import Said, as_json

MODELS = 5
TEXT = {"content-type": "text/plain; charset=utf-8"}
MISSING = Said(status=404, phrase="Not Found", headers=TEXT, body=b"404 page not found")


def start(spot: Spot, mode: str, models: int = MODELS) -> Running:
    listed = [_model(number) for number in range(0 if mode == "empty" else models)]
    pages = {
        "/": Said(headers=TEXT, body=b"Ollama is running"),
        "/api/tags": as_json({"models": listed}),
        "/api/version": as_json({"version": "0.12.6"}),
    }
    return serve_pages(spot, pages, MISSING, denied=PROXY if mode == "closed" else None, public=())


def _model(number: int) -> dict[str, object]:
    return {
        "name": f"made-up-{number}:7b",
        "model": f"made-up-{number}:7b",
        "modified_at": "2024-07-01T00:00:00.000000000Z",
        "size": 3338801804,
        "digest": f"{number:064x}",
        "details": {
            "parent_model": "",
            "format": "gguf",
            "family": "made-up",
            "families": ["made-up"],
            "parameter_size": "7B",
            "quantization_level": "Q4_K_M",
        },
    }


server = RealServer(
    name="sim_ollama",
    module="http",
    product="Ollama",
    check="ollama_open",
    modes={"open": METADATA, "closed": PASSWORD, "empty": EMPTY},
    missing=lambda: "",
    start=start,
    records=MODELS,
)
