"""MCP over its older transport, an event stream that does not end."""

from __future__ import annotations

from tests.servers import mcp_kit
from tests.servers.need import missing_venv
from tests.servers.real import ACCESS, PASSWORD, RealServer, Running, Spot


def start(spot: Spot, mode: str) -> Running:
    return mcp_kit.start(spot, mode, "sse")


server = RealServer(
    name="mcp_sse",
    module="http",
    product="",
    check="mcp_open",
    modes={"open": ACCESS, "closed": PASSWORD},
    missing=lambda: missing_venv("mcp"),
    start=start,
    heavy=True,
)
