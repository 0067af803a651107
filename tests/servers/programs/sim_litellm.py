"""LiteLLM's proxy as BerriAI/litellm proxy_server.py lists models, with and without a master key."""

from __future__ import annotations

from tests.servers.sim_pages import FASTAPI, simulated, titled
from tests.servers.sim_web import as_json

MODELS = [
    {"id": f"made-up-{at}", "object": "model", "created": 1677610602, "owned_by": "openai"} for at in range(4)
]
WHY = "Authentication Error, No api key passed in."
ERROR = {"error": {"message": WHY, "type": "auth_error", "param": "None", "code": "401"}}
UVICORN = {"server": "uvicorn"}

server = simulated(
    "litellm_open",
    product="LiteLLM",
    pages={
        "/": titled("LiteLLM API - Swagger UI", headers=UVICORN),
        "/v1/models": as_json({"data": MODELS, "object": "list"}, UVICORN),
    },
    denied=as_json(ERROR, UVICORN, status=401, phrase="Unauthorized"),
    missing=FASTAPI,
    records=len(MODELS),
)
