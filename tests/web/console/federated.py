"""The console with an issuer that a test may let lie."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

from httpx2 import Response
from starlette.testclient import TestClient

from leftopen.settings import Settings
from leftopen.web.app import build
from leftopen.web.console.house import Manner
from leftopen.web.console.pages.issuer import BACK
from tests.servers import sim_oidc
from tests.servers.sim_oidc import CLIENT, SECRET, Sim
from tests.web.console.browser import PORT, Browser

if TYPE_CHECKING:
    from tests.web.console.conftest import Console

URL = f"http://localhost:{PORT}"


@dataclass(frozen=True, slots=True)
class Federated:
    """The console with an issuer, and the issuer."""

    console: Console
    sim: Sim
    app: Any

    def browser(self) -> Browser:
        return Browser(TestClient(self.app, base_url=URL, headers={"user-agent": "a test"}))

    def sent(self, browser: Browser, next: str = "") -> str:
        """Where the browser is sent to."""
        answer = browser.get(f"/sign-in/issuer?next={next}" if next else "/sign-in/issuer")
        assert answer.status_code == 303, answer.text
        return str(answer.headers["location"])

    def enters(self, browser: Browser, **more: str) -> Response:
        code, state = self.sim.code(self.sent(browser))
        return self.back(browser, code=code, state=state, **more)

    def back(self, browser: Browser, **query: str) -> Response:
        answer: Response = browser.client.get(BACK, params=query, follow_redirects=False)
        return answer

    def refusals(self) -> list[str]:
        entries = self.console.desk.store.records.audit.list(50)
        return [one.clause for one in entries if one.what == "issuer's word refused"]


@contextmanager
def federated_in(bare: Console, tmp_path: Path) -> Iterator[Federated]:
    (tmp_path / "secret").write_text(f"{SECRET}\n")
    with sim_oidc.issuer() as sim:
        own = Settings(
            oidc_issuer=sim.url, oidc_client_id=CLIENT, oidc_client_secret_file=str(tmp_path / "secret")
        )
        desk = replace(bare.desk, settings=own)
        yield Federated(bare, sim, build(desk, Manner(port=PORT)))


def inside(browser: Browser, answer: Response) -> bool:
    return answer.status_code == 200 and browser.get("/me").status_code == 200


def refused(federated: Federated, because: str) -> None:
    browser = federated.browser()
    assert federated.enters(browser).status_code in (400, 502)
    assert not browser.token
    assert federated.refusals()[0] == because
