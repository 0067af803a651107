"""One HTTP request by the harness itself, round the relay, with the password where there is one."""

from __future__ import annotations

import base64
from http.client import HTTPConnection


def get(port: int, path: str, *, user: str = "", password: str = "") -> tuple[int, bytes]:
    """Status and body. Raises OSError and http.client.HTTPException."""
    connection = HTTPConnection("127.0.0.1", port, timeout=60)
    headers = {}
    if user:
        headers["Authorization"] = "Basic " + base64.b64encode(f"{user}:{password}".encode()).decode()
    try:
        connection.request("GET", path, headers=headers)
        answer = connection.getresponse()
        return answer.status, answer.read()
    finally:
        connection.close()
