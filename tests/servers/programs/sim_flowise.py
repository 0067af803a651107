"""Flowise 2 as packages/server/src/services/credentials of FlowiseAI/Flowise lists credentials, without their
values; `closed` with a user name and a password in its environment."""

from __future__ import annotations

from tests.servers.sim_pages import simulated, titled
from tests.servers.sim_web import as_json

CREDENTIALS = [
    {
        "id": f"00000000-0000-4000-8000-00000000000{at}",
        "name": f"made-up-{at}",
        "credentialName": "openAIApi",
        "createdDate": "2024-07-01T00:00:00.000Z",
        "updatedDate": "2024-07-01T00:00:00.000Z",
    }
    for at in range(2)
]

server = simulated(
    "flowise_open",
    product="Flowise",
    pages={
        "/": titled("Flowise - Build AI Agents, Visually", '<meta name="author" content="FlowiseAI" />'),
        "/api/v1/version": as_json({"version": "2.1.0"}),
        "/api/v1/credentials": as_json(CREDENTIALS),
    },
    denied=as_json({"error": "Unauthorized Access"}, status=401, phrase="Unauthorized"),
    public=("/", "/api/v1/version"),
    missing=titled("Flowise - Build AI Agents, Visually"),
    records=len(CREDENTIALS),
)
