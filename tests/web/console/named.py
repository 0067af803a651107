"""The console asked for by its name, as passkeys need it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from starlette.testclient import TestClient

from leftopen.model.user import SignInStage
from leftopen.service.identity import sessions
from leftopen.store.records.entities.identity.audit import Audit
from leftopen.web.app import build
from leftopen.web.console.state import ServerOptions
from tests.web.console.browser import HERE, PORT, Browser

if TYPE_CHECKING:
    from tests.web.console.conftest import Console


@dataclass(frozen=True, slots=True)
class Named:
    """`manner` strict for others than this machine."""

    console: Console
    options: ServerOptions

    def browser(self, name: str = "") -> Browser:
        app = build(self.console.workspace, self.options)
        client = TestClient(app, base_url=HERE, headers={"user-agent": "a test"})
        browser = Browser(client)
        if name:
            user = self.console.users[name]
            _, token = sessions.begin(self.console.workspace, user, SignInStage.WHOLE, "a test")
            client.cookies.set(f"leftopen-{PORT}", token, domain="localhost.local", path="/")
        return browser

    def pair(self, name: str = "") -> tuple[Browser, Browser]:
        """Somebody, and a stranger, at the same server."""
        one = self.browser(name)
        other = TestClient(one.client.app, base_url=HERE, headers={"user-agent": "another"})
        return one, Browser(other)

    def audited(self) -> list[tuple[str, str]]:
        return [(entry.what, entry.subject) for entry in Audit(self.console.workspace.store.records).list(50)]
