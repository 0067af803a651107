"""vLLM's OpenAI-compatible server as its documentation describes it, with and without `--api-key`."""

from __future__ import annotations

from tests.servers.real import METADATA, PASSWORD, RealServer, Running, Spot
from tests.servers.sim_pages import FASTAPI, serve_pages
from tests.servers.sim_web import Said, as_json

MODELS = 2
DENIED = as_json({"error": "Unauthorized"}, {"server": "uvicorn"}, status=401, phrase="Unauthorized")


def start(spot: Spot, mode: str, models: int = MODELS) -> Running:
    listed = [_model(number) for number in range(models)]
    pages = {
        "/v1/models": as_json({"object": "list", "data": listed}, {"server": "uvicorn"}),
        "/health": Said(headers={"server": "uvicorn"}),
        "/version": as_json({"version": "0.9.1"}, {"server": "uvicorn"}),
    }
    denied = DENIED if mode == "closed" else None
    return serve_pages(spot, pages, FASTAPI, denied=denied, public=("/", "/health", "/version"))


def _model(number: int) -> dict[str, object]:
    return {
        "id": f"made-up/model-{number}",
        "object": "model",
        "created": 1719792000,
        "owned_by": "vllm",
        "root": f"made-up/model-{number}",
        "parent": None,
        "max_model_len": 8192,
        "permission": [],
    }


server = RealServer(
    name="sim_vllm",
    module="http",
    product="",
    check="vllm_open",
    modes={"open": METADATA, "closed": PASSWORD},
    missing=lambda: "",
    start=start,
    records=MODELS,
)
