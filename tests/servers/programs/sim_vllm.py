"""vLLM's OpenAI-compatible server as its documentation describes it, with and without `--api-key`."""

from __future__ import annotations

from tests.servers.sim_pages import FASTAPI, simulated
from tests.servers.sim_web import Said, as_json

MODELS = 2
UVICORN = {"server": "uvicorn"}


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


server = simulated(
    "vllm_open",
    product="",
    pages={
        "/v1/models": as_json(
            {"object": "list", "data": [_model(number) for number in range(MODELS)]}, UVICORN
        ),
        "/health": Said(headers=UVICORN),
        "/version": as_json({"version": "0.9.1"}, UVICORN),
    },
    denied=as_json({"error": "Unauthorized"}, UVICORN, status=401, phrase="Unauthorized"),
    public=("/", "/health", "/version"),
    missing=FASTAPI,
    records=MODELS,
)
