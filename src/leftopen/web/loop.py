"""The server's event loop: uvloop's, with a time limit of ours for TLS handshakes."""

from __future__ import annotations

from typing import Any

import uvloop

from leftopen.web.connection import HEAD_S


class Loop(uvloop.Loop):
    """A connection counts once its handshake is over, so a handshake gets no more time than a head. uvicorn
    has no setting for it, and the loop's own limit is a minute."""

    async def create_server(self, *args: Any, **named: Any) -> Any:
        if named.get("ssl"):
            named["ssl_handshake_timeout"] = HEAD_S
        return await super().create_server(*args, **named)
