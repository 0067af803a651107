"""Somebody in front of the console, without a browser: cookies, forms, and what a browser says of itself."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from html import unescape
from http.cookiejar import DefaultCookiePolicy
from types import MappingProxyType

from httpx2 import Response
from starlette.testclient import TestClient

from leftopen.model.user import SignInStage, User
from leftopen.service.identity import sessions
from leftopen.service.workspace.workspace import Workspace
from leftopen.web.console.http.cookies import csrf_of

URL = "http://127.0.0.1:8322"
COOKIE = "leftopen-0"
KEEPS_NONE = DefaultCookiePolicy(allowed_domains=[])
NOTHING: Mapping[str, str] = MappingProxyType({})
HERE = {"origin": URL, "sec-fetch-site": "same-origin"}


@dataclass(slots=True, kw_only=True)
class Visitor:
    """`token` '' for whoever is not signed in."""

    client: TestClient
    token: str = ""
    headers: dict[str, str] = field(default_factory=lambda: dict(HERE))

    def get(self, path: str, **headers: str) -> Response:
        return self.ask("GET", path, headers=headers)

    def post(self, path: str, **fields: str | list[str]) -> Response:
        """With the sitting's own token, unless `csrf` says another."""
        own = {"csrf": csrf_of(self.token)} if self.token else {}
        return self.ask("POST", path, data={**own, **fields}, headers=self.headers)

    def ask(
        self, method: str, path: str, *, headers: Mapping[str, str] = NOTHING, **more: object
    ) -> Response:
        # Visitors share a client, also at the same moment: nobody's cookie lies in it.
        self.client.cookies.jar.set_policy(KEEPS_NONE)
        own = {**headers, "cookie": f"{COOKIE}={self.token}"} if self.token else headers
        answer: Response = self.client.request(method, path, headers=own, follow_redirects=False, **more)  # type: ignore[arg-type]
        found = answer.cookies.get(COOKIE)
        if found:
            self.token = found
        return answer


def signed_in(
    workspace: Workspace, client: TestClient, user: User, stage: SignInStage = SignInStage.WHOLE
) -> Visitor:
    """As somebody who went through the door already."""
    _, token = sessions.begin(workspace, user, stage, "a test")
    return Visitor(client=client, token=token)


def text_of(answer: Response) -> str:
    """What a person reads of a page."""
    without = re.sub(r"<(script|style|svg)\b.*?</\1>", " ", answer.text, flags=re.DOTALL)
    return re.sub(r"\s+", " ", unescape(re.sub(r"<[^>]*>", " ", without)))
