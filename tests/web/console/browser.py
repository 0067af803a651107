"""One browser at the console's name: its own cookies, forms as a page sends them, passkeys."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from httpx2 import Response
from starlette.testclient import TestClient

from leftopen.web.console.http.cookies import csrf_of
from tests.web.console.authenticator import Authenticator

PORT = 8322
HERE = f"http://localhost:{PORT}"
SAME = {"origin": HERE, "sec-fetch-site": "same-origin"}


@dataclass(frozen=True, slots=True)
class Browser:
    """One browser at the console's name, with its own cookies."""

    client: TestClient

    @property
    def token(self) -> str:
        return str(self.client.cookies.get(f"leftopen-{PORT}") or "")

    def get(self, path: str) -> Response:
        answer: Response = self.client.get(path, follow_redirects=False)
        return answer

    def post(self, path: str, **fields: str) -> Response:
        own = {"csrf": csrf_of(self.token)} if self.token else {}
        answer: Response = self.client.post(path, data=own | fields, headers=SAME, follow_redirects=False)
        return answer

    def options(self, path: str) -> dict[str, Any]:
        answer = self.post(path)
        assert answer.status_code == 200, answer.text
        found: dict[str, Any] = answer.json()
        return found

    def added(self, key: Authenticator, name: str = "telephone") -> Response:
        return self.post(
            "/me/passkeys/add", name=name, credential=key.made(self.options("/me/passkeys/options"))
        )

    def enters(self, key: Authenticator, **more: str) -> Response:
        return self.post("/sign-in/passkey", credential=key.signed(self.options("/passkey/options")), **more)

    @property
    def inside(self) -> bool:
        return self.get("/me").status_code == 200
