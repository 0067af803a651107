"""One furnished console for all tests that only look; a clock that a test may turn."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path

import pytest
from starlette.testclient import TestClient
from starlette.types import ASGIApp

from leftopen.model.case import Case
from leftopen.model.user import User
from leftopen.service.workspace.workspace import Workspace, utc_now
from leftopen.web.app import Dispatcher, build
from leftopen.web.console import app
from leftopen.web.console.app import Console as App
from leftopen.web.console.pages import search
from leftopen.web.console.state import ConsoleState, ServerOptions
from leftopen.web.error_boundary import ErrorBoundary
from leftopen.web.guard import Guard
from tests.service.office import SENDER, office
from tests.web.console.browser import PORT
from tests.web.console.federated import Federated, federated_in
from tests.web.console.kept_folder import PART, PASSWORD, kept_folder, people
from tests.web.console.named import Named
from tests.web.console.visitor import URL, Visitor, signed_in

__all__ = ("PART", "PASSWORD", "Clock", "Console", "console_in", "house_of")


@dataclass(slots=True)
class Clock:
    """Goes on by itself, from where it is set."""

    ahead: timedelta = timedelta()

    def __call__(self) -> datetime:
        return utc_now() + self.ahead


@dataclass(frozen=True, slots=True, kw_only=True)
class Console:
    workspace: Workspace
    client: TestClient
    cases: list[Case]
    users: dict[str, User]
    clock: Clock
    state: ConsoleState

    def forget(self) -> None:
        """What was done beside the pages counts at once, not within a second."""
        self.state.session_cache.forget()

    def visitor(self, name: str = "") -> Visitor:
        """Signed in as that one; '' as nobody. Each time a new sitting."""
        if not name:
            return Visitor(client=self.client)
        made = signed_in(self.workspace, self.client, self.users[name])
        self.forget()
        return made


@contextmanager
def console_in(folder: Path, *, furnished: bool = True) -> Iterator[Console]:
    """Over a copy of the kept folder, or over the data that is there already and nothing else."""
    clock, kept = Clock(), kept_folder(furnished=furnished)
    if there := (folder / "data").exists():
        assert not furnished
    else:
        kept.copy(folder)
    with office(folder, clock, **SENDER) as workspace:
        app = build(workspace)
        with TestClient(app, base_url=URL, raise_server_exceptions=True) as client:
            yield Console(
                workspace=workspace,
                client=client,
                cases=[*kept.cases],
                users=people(workspace) if there else dict(kept.users),
                clock=clock,
                state=house_of(app),
            )


@pytest.fixture(autouse=True)
def _counted(monkeypatch: pytest.MonkeyPatch) -> None:
    """Pages wait for their counts, however busy the machine is."""
    monkeypatch.setattr(search, "WAIT_S", 30.0)
    monkeypatch.setattr(app, "WAIT_S", 25.0)


@pytest.fixture(scope="session")
def console(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Console]:
    with console_in(tmp_path_factory.mktemp("console")) as made:
        yield made


@pytest.fixture
def anew(tmp_path: Path) -> Iterator[Console]:
    """For a test that changes something that others look at."""
    with console_in(tmp_path) as made:
        yield made


@pytest.fixture
def bare(tmp_path: Path) -> Iterator[Console]:
    """Its people, and nothing that was ever seen: for what is about people only."""
    with console_in(tmp_path, furnished=False) as made:
        yield made


@pytest.fixture
def federated(bare: Console, tmp_path: Path) -> Iterator[Federated]:
    """The console with an issuer, and the issuer."""
    with federated_in(bare, tmp_path) as made:
        yield made


@pytest.fixture
def named(bare: Console) -> Named:
    return Named(bare, ServerOptions(port=PORT))


@pytest.fixture
def nobody_yet(tmp_path: Path) -> Iterator[Callable[[], Console]]:
    """A data folder without any account."""
    clock = Clock()
    with office(tmp_path, clock) as workspace:
        app = build(workspace)
        with TestClient(app, base_url=URL, raise_server_exceptions=True) as client:
            yield lambda: Console(
                workspace=workspace, client=client, cases=[], users={}, clock=clock, state=house_of(app)
            )


def house_of(app: ASGIApp) -> ConsoleState:
    """Of the console within the whole application."""
    assert isinstance(app, ErrorBoundary)
    assert isinstance(app.app, Dispatcher)
    assert isinstance(app.app.console, ErrorBoundary)
    assert isinstance(app.app.console.app, Guard)
    assert isinstance(app.app.console.app.app, App)
    return app.app.console.app.app.state
