"""The console asked for by its name, as passkeys need it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from starlette.testclient import TestClient

from leftopen.model.user import Stage
from leftopen.service import sittings
from leftopen.web.app import build
from leftopen.web.console.house import Manner
from tests.web.console.browser import HERE, PORT, Browser

if TYPE_CHECKING:
    from tests.web.console.conftest import Console


@dataclass(frozen=True, slots=True)
class Named:
    """`manner` strict for others than this machine."""

    console: Console
    manner: Manner

    def browser(self, name: str = "") -> Browser:
        app = build(self.console.desk, self.manner)
        client = TestClient(app, base_url=HERE, headers={"user-agent": "a test"})
        browser = Browser(client)
        if name:
            user = self.console.users[name]
            _, token = sittings.begin(self.console.desk, user, Stage.WHOLE, "a test")
            client.cookies.set(f"leftopen-{PORT}", token, domain="localhost.local", path="/")
        return browser

    def pair(self, name: str = "") -> tuple[Browser, Browser]:
        """Somebody, and a stranger, at the same server."""
        one = self.browser(name)
        other = TestClient(one.client.app, base_url=HERE, headers={"user-agent": "another"})
        return one, Browser(other)

    def audited(self) -> list[tuple[str, str]]:
        return [(entry.what, entry.subject) for entry in self.console.desk.store.records.audit.list(50)]
