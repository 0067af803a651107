"""The application in this process, without a socket."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from httpx2 import Response
from starlette.testclient import TestClient

from leftopen.service.workspace.workspace import Workspace

Plain = str | int | bool
URL = "http://127.0.0.1:8322"


@dataclass(frozen=True, slots=True, kw_only=True)
class Inside:
    """`key` may scan, `reading` only read."""

    workspace: Workspace
    client: TestClient
    key: str
    reading: str

    def get(self, path: str, **params: Plain) -> Response:
        return self.client.get(path, params={"key": self.key, **params})

    def json(self, path: str, **params: Plain) -> Any:
        """What a good answer holds."""
        answer = self.get(path, **params)
        assert answer.status_code == 200, answer.text
        return answer.json()

    def error(self, path: str, status: int, **params: Plain) -> str:
        """The sentence of an answer that must be of that status."""
        answer = self.get(path, **params)
        assert answer.status_code == status, answer.text
        assert list(answer.json()) == ["error"]
        return str(answer.json()["error"])

    def ask(self, method: str, path: str, **params: Plain) -> Response:
        return self.client.request(method, path, params={"key": self.key, **params})

    def form(self, path: str, **fields: str) -> Response:
        return self.client.post(path, data={"key": self.key, **fields})
