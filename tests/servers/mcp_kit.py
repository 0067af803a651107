"""A server of MCP's own Python kit with one made-up tool, over either transport; closed by a token."""

from __future__ import annotations

from leftopen.demo.program import ServerProgram
from tests.servers.need import venv_program
from tests.servers.real import Running, Spot
from tests.servers.web import get

SCRIPT = """
import sys
import uvicorn
from mcp.server.auth.settings import AuthSettings
from mcp.server.mcpserver import MCPServer

class NoToken:
    async def verify_token(self, token):
        return None

port, transport, mode = int(sys.argv[1]), sys.argv[2], sys.argv[3]
own = f"http://127.0.0.1:{port}"
asked = {}
if mode == "closed":
    settings = AuthSettings(issuer_url=own, resource_server_url=f"{own}/mcp", validate_token_resource=True)
    asked = {"auth": settings, "token_verifier": NoToken()}
server = MCPServer("made-up", **asked)
server.add_tool(abs, name="made-up", description="Made up.")
app = server.sse_app() if transport == "sse" else server.streamable_http_app()
uvicorn.run(app, host="127.0.0.1", port=port, log_level="warning")
"""


def start(spot: Spot, mode: str, transport: str) -> Running:
    words = [venv_program("python"), "-c", SCRIPT, str(spot.port), transport, mode]
    server = ServerProgram(words, ports=(spot.port,), log=spot.folder / "mcp.log")
    server.start()
    return Running(port=spot.port, programs=(server,), digest=lambda: _digest(spot.port))


def _digest(port: int) -> str:
    """It answers; it has no state but sessions, which end with their visitor."""
    status, body = get(port, "/")
    return f"{status} {body.decode()}"
