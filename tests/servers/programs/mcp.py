"""MCP over its newer transport, streamable HTTP."""

from __future__ import annotations

from tests.servers import mcp_kit
from tests.servers.need import missing_venv
from tests.servers.real import ACCESS, PASSWORD, RealServer, Running, Spot


def start(spot: Spot, mode: str) -> Running:
    return mcp_kit.start(spot, mode, "http")


server = RealServer(
    name="mcp",
    module="http",
    product="",
    check="mcp_open",
    modes={"open": ACCESS, "closed": PASSWORD},
    missing=lambda: missing_venv("mcp"),
    start=start,
)
