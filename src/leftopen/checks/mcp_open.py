"""Model Context Protocol (MCP): an assistant's tools, readable without authentication.

Requests `/mcp` and, when that is missing, the first bytes of the event stream `/sse`. No session is used: no
tool, prompt or resource is listed, and nothing is called. (The server itself may open a session for a visitor
and drops it unused.)

Open: the protocol's own error to a request without a session, or the beginning of its event stream. Always
*metadata*: whoever reaches the endpoint can list the tools and call them, with the rights of the server, on
files, mail or databases. Closed: 401 or 403.

False positives: a server whose tools are meant for everyone, or ask for a key of their own. Asked of servers
of the Python kit, whose front page is missing and names nothing else.
"""

from __future__ import annotations

from leftopen.formats import partial_json
from leftopen.model.channel import Reply
from leftopen.model.observation import Observation
from leftopen.model.severity import Severity
from leftopen.model.verdict import ExposureKind
from leftopen.wire.http.http_check import HTTP, Ask, Heard, Shown, denied_last, http_check
from leftopen.wire.http.json_shows import Shape, fits, value_at

STREAMED, EVENTS = "/mcp", "/sse"
STARLETTE = ("server: uvicorn", "content-length: 9", "content-type: text/plain; charset=utf-8")
ERROR: Shape = {"jsonrpc": "2.0", "error.code": int, "error.message": str}
WORDS = ("session id", "text/event-stream")
BEGINS = (b"event: endpoint\r\ndata: /", b"event: endpoint\ndata: /")
FIRST_BYTES = 24
"""The stream does not end: no more than its beginning is waited for."""


def starlettes_front(observation: Observation) -> bool:
    """The front page of a program that has none: a plain `Not Found` with these three headers."""
    first, *lines = observation.data[:8192].lower().splitlines() or [""]
    return observation.module in HTTP and " 404" in first[:16] and set(STARLETTE) <= set(lines)


def misses_session(reply: Reply) -> bool:
    """The protocol's error to a GET without a session, or without the right `Accept`."""
    answer = partial_json.whole(reply.body) if reply.status in (400, 406) and not reply.cut else None
    message = value_at(answer, "error.message")
    return fits(answer, ERROR) and any(word in str(message).lower() for word in WORDS)


def begins_stream(reply: Reply) -> bool:
    """The event that names where messages go."""
    events = reply.header("content-type").lower().startswith("text/event-stream")
    return reply.status == 200 and events and reply.body.startswith(BEGINS)


def then(heard: Heard) -> Ask | None:
    """The event stream, where the newer endpoint is missing."""
    missing = len(heard) == 1 and heard[0].status in (404, 405)
    return Ask(path=EVENTS, limit=FIRST_BYTES) if missing else None


def shows(heard: Heard) -> Shown | None:
    """Either endpoint."""
    if misses_session(heard[0]):
        return Shown(
            kind=ExposureKind.METADATA,
            said="the endpoint asks for a session, not for a password",
            access=True,
        )
    if len(heard) > 1 and begins_stream(heard[1]):
        return Shown(
            kind=ExposureKind.METADATA, said="the event stream begins without a password", access=True
        )
    return None


check = http_check(
    title="MCP tools readable without authentication",
    remedy=(
        "Give it authorisation: in the Python kit `MCPServer(…, auth=AuthSettings(…), token_verifier=…)`, or "
        "a web server in front that requires a token. Run a local tool with `stdio`, without a port. Listen "
        'on loopback only (`host="127.0.0.1"`) and close its port (8000) in the firewall. Check the logs for '
        "calls of tools that you did not make, and change the keys that its tools use."
    ),
    severity=Severity.HIGH,
    references=(
        "https://modelcontextprotocol.io/specification/2025-11-25/basic/authorization",
        "https://modelcontextprotocol.io/specification/2025-11-25/basic/transports",
    ),
    sized_by="no size: tools are not listed",
    applies=starlettes_front,
    ask=Ask(path=STREAMED, limit=2048),
    then=then,
    requests=2,
    shows=shows,
    refused=denied_last,
    whole=False,
)
