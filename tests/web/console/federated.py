"""The console with an issuer that a test may let lie."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

from httpx2 import Response
from starlette.testclient import TestClient

from leftopen.model.permission import Role
from leftopen.model.user import SignInStage, User
from leftopen.service.identity import accounts, sessions
from leftopen.service.workspace.workspace import LiveSettings, Workspace
from leftopen.settings import Settings
from leftopen.store.records.changes import Changes
from leftopen.store.records.entities.identity.audit import Audit
from leftopen.store.records.entities.identity.users import Users, UserWriter
from leftopen.web.app import build
from leftopen.web.console.pages.oidc import BACK
from leftopen.web.console.state import ServerOptions
from tests.servers import sim_oidc
from tests.servers.sim_oidc import CLIENT, SECRET, Sim
from tests.web.console.browser import PORT, Browser

if TYPE_CHECKING:
    from tests.web.console.conftest import Console

URL = f"http://localhost:{PORT}"


@dataclass(frozen=True, slots=True)
class Federated:
    """The console with an issuer, and the issuer; `desk` knows of it."""

    console: Console
    sim: Sim
    app: Any
    workspace: Workspace

    def browser(self) -> Browser:
        return Browser(TestClient(self.app, base_url=URL, headers={"user-agent": "a test"}))

    def sent(self, browser: Browser, next: str = "") -> str:
        """Where the browser is sent to."""
        answer = browser.get(f"/sign-in/issuer?next={next}" if next else "/sign-in/issuer")
        assert answer.status_code == 303, answer.text
        return str(answer.headers["location"])

    def invited(self, name: str, role: Role = Role.ANALYST) -> tuple[User, str]:
        """The account, and the address of its invitation."""
        user, token = accounts.invite(self.console.workspace, name, role, (), by="admin")
        return user, f"/join/{token}"

    def goes(self, browser: Browser, path: str) -> Response:
        """From that page to the issuer, which says yes, and back."""
        answer = browser.get(path)
        assert answer.status_code == 303, answer.text
        code, state = self.sim.code(str(answer.headers["location"]))
        return self.back(browser, code=code, state=state)

    def signed_in(self, name: str) -> Browser:
        """A browser in which that one sits."""
        browser, workspace = self.browser(), self.console.workspace
        _, token = sessions.begin(workspace, self.console.users[name], SignInStage.WHOLE, "a test")
        browser.client.cookies.set(f"leftopen-{PORT}", token, domain="localhost.local", path="/")
        return browser

    def subject(self, name: str) -> str:
        """As whom the issuer knows that account, '' for nobody."""
        user = Users(self.console.workspace.store.records).named(name)
        assert user is not None
        return user.subject.removeprefix(f"{self.sim.url} ")

    def enters(self, browser: Browser, **more: str) -> Response:
        code, state = self.sim.code(self.sent(browser))
        return self.back(browser, code=code, state=state, **more)

    def back(self, browser: Browser, **query: str) -> Response:
        answer: Response = browser.client.get(BACK, params=query, follow_redirects=False)
        return answer

    def refusals(self) -> list[str]:
        entries = Audit(self.console.workspace.store.records).list(50)
        return [one.clause for one in entries if one.what == "issuer's word refused"]


@contextmanager
def federated_in(bare: Console, tmp_path: Path) -> Iterator[Federated]:
    """`viewer` is bound to the issuer's subject-1."""
    (tmp_path / "secret").write_text(f"{SECRET}\n")
    with sim_oidc.issuer() as sim:
        own = Settings(
            oidc_issuer=sim.url, oidc_client_id=CLIENT, oidc_client_secret_file=str(tmp_path / "secret")
        )
        workspace = replace(bare.workspace, live=LiveSettings(now=own))
        bound, users = f"{sim.url} subject-1", UserWriter(Changes(workspace.store.records))
        viewer = users.change(bare.users["viewer"].id, lambda old: replace(old, subject=bound))
        bare.users["viewer"] = viewer
        yield Federated(bare, sim, build(workspace, ServerOptions(port=PORT)), workspace)


def inside(browser: Browser, answer: Response) -> bool:
    return answer.status_code == 200 and browser.get("/me").status_code == 200


def refused(federated: Federated, because: str) -> None:
    browser = federated.browser()
    assert federated.enters(browser).status_code in (400, 502)
    assert not browser.token
    assert federated.refusals()[0] == because
