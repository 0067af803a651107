"""Any HTTP request by the harness itself, to fill a server; the product may send none of these."""

from __future__ import annotations

import base64
from dataclasses import dataclass
from http.client import HTTPConnection


@dataclass(frozen=True, slots=True, kw_only=True)
class Client:
    """One server on loopback; a user and a password where it asks for them."""

    port: int
    user: str = ""
    password: str = ""

    def ask(
        self, method: str, path: str, body: bytes = b"", *, kind: str = "application/json"
    ) -> tuple[bytes, str]:
        """Body and Location of the answer. Raises RuntimeError for a status of 400 or more."""
        connection = HTTPConnection("127.0.0.1", self.port, timeout=60)
        headers = {"Content-Type": kind}
        if self.user:
            word = base64.b64encode(f"{self.user}:{self.password}".encode()).decode()
            headers["Authorization"] = f"Basic {word}"
        try:
            connection.request(method, path, body=body or None, headers=headers)
            answer = connection.getresponse()
            heard = answer.read()
            if answer.status >= 400:
                raise RuntimeError(f"{method} {path}: {answer.status} {heard[:200]!r}")
            return heard, answer.headers.get("Location", "")
        finally:
            connection.close()
