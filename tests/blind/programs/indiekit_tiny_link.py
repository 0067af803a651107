"""Short names of long links: fifteen, among them a shared folder of a staff's contracts."""

from __future__ import annotations

import json
from collections.abc import Sequence

from leftopen.demo.program import LOOPBACK, ServerProgram
from tests.blind import installed
from tests.blind.content import served
from tests.servers.real import Spot


def link(n: int) -> dict[str, object]:
    """One link."""
    url = f"https://files.depot-example.org/contracts/{n}?key=a1b2c3{n:02}"
    return {"url": url, "created_at": f"2026-11-{n + 1:02}T09:00:00", "expires_at": None, "clicks": n}


def start(spot: Spot, closed: bool) -> Sequence[ServerProgram]:
    folder = spot.inside("links")
    (folder / "links.json").write_text(json.dumps({f"contract{n}": link(n) for n in range(15)}))
    words = [*installed.script("indiekit-tiny-link", "uvicorn"), "main:app", "--host", LOOPBACK]
    env = {"TINYLINK_DATA_DIR": str(folder), "TINYLINK_BASE_URL": "https://go.depot-example.org"}
    return [served(spot, [*words, "--port", str(spot.port)], env=env)]
