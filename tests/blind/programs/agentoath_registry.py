"""A registry of programs that act for people: three, registered through its own API."""

from __future__ import annotations

import base64
from collections.abc import Sequence

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from leftopen.demo.program import LOOPBACK, ServerProgram
from tests.blind import installed
from tests.blind.content import post, served
from tests.servers.real import Spot

NAMES = ("invoice-reader", "rota-planner", "gate-watcher")


def start(spot: Spot, closed: bool) -> Sequence[ServerProgram]:
    words = [*installed.script("agentoath-registry", "uvicorn"), "app.main:app", "--host", LOOPBACK]
    program = served(
        spot,
        [*words, "--port", str(spot.port)],
        env={"REGISTRY_DB_PATH": str(spot.folder / "registry.db")},
    )
    for name in NAMES:
        key = Ed25519PrivateKey.generate().public_key().public_bytes_raw()
        response = {
            "name": name,
            "public_key": f"ed25519:{base64.b64encode(key).decode()}",
            "capabilities": ["read"],
            "platform": "depot",
        }
        post(spot, "/agents/register", response)
    return [program]
