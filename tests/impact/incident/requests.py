"""One request to the server of the made-up incident, as it truly happened.

A log shows less of it than is written here: each format in `lines.py` writes what such a server logs.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class Request:
    """`sent`: bytes of the body that went out. `path` and `query` are as they stand on the wire."""

    at: datetime
    client: str
    path: str
    method: str = "GET"
    query: str = ""
    status: int = 200
    sent: int = 0
    size: int = 0
    """Bytes of the object that the path stands for."""
    agent: str = "curl/8.5.0"
    referer: str = ""
    forwarded: str = ""
    """X-Forwarded-For as the client sent it."""
    broken: bool = False
    """The connection broke before the whole answer was out."""
    operation: str = ""
    """S3's name of the operation, if it isn't `REST.{method}.OBJECT`."""

    @property
    def target(self) -> str:
        return f"{self.path}?{self.query}" if self.query else self.path
