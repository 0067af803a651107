"""Ollama as its API reference describes `/api/tags`; `closed` is a web server with a password in front."""

from __future__ import annotations

from tests.servers.sim_pages import PROXY, TEXT, simulated
from tests.servers.sim_web import Said, as_json

MODELS = 5


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


server = simulated(
    "ollama_open",
    product="Ollama",
    pages={
        "/": Said(headers=TEXT, body=b"Ollama is running"),
        "/api/tags": as_json({"models": [_model(number) for number in range(MODELS)]}),
        "/api/version": as_json({"version": "0.12.6"}),
    },
    empty={"/api/tags": as_json({"models": []})},
    denied=PROXY,
    public=(),
    missing=Said(status=404, phrase="Not Found", headers=TEXT, body=b"404 page not found"),
    records=MODELS,
)
