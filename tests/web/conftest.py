"""One application and one server for all tests of the web interface; these only add to what is there."""

from __future__ import annotations

import socket
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest
from argon2 import PasswordHasher
from starlette.testclient import TestClient

from leftopen.model.api_key import Right
from leftopen.service.identity import api_keys, passwords
from leftopen.store.observations.writer import ObservationWriter
from leftopen.web.app import build
from tests.servers import namespaces
from tests.servers.need import missing_client, require
from tests.service.office import SENDER, office
from tests.store.samples import NOON, seen
from tests.web.inside import URL, Inside
from tests.web.seen import NAMED, WEB, observations
from tests.web.served import Served, served

HOOK = "http://127.0.0.1:9/hook"
SENDING: dict[str, object] = {
    **SENDER, "smtp_host": "127.0.0.1", "notify_private": "yes",
    "recipients": f"{HOOK} {HOOK}/other {HOOK}/made-up",
}  # fmt: skip
"""So that notifiers can be made; nothing listens there, and no worker runs."""
CHEAP = PasswordHasher(time_cost=1, memory_cost=64, parallelism=1)


@pytest.fixture(scope="session")
def inside(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Inside]:
    with office(tmp_path_factory.mktemp("inside"), **SENDING) as workspace:
        ObservationWriter(workspace.store.client).add(observations())
        _, key = api_keys.add(workspace, "all of it", Right.SCAN, None)
        _, reading = api_keys.add(workspace, "reading", Right.READ, None)
        with TestClient(build(workspace), base_url=URL, raise_server_exceptions=True) as client:
            yield Inside(workspace=workspace, client=client, key=key, reading=reading)


@pytest.fixture(scope="session")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    """`leftopen serve` as a process of its own, over the same observations."""
    with served(tmp_path_factory.mktemp("served")) as running:
        yield running


@pytest.fixture(scope="session")
def lonely(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    """`leftopen serve` in a network namespace that nothing leads out of."""
    require(missing_client("shodan") or namespaces.lacking())
    with namespaces.alone() as alone, served(tmp_path_factory.mktemp("lonely"), alone) as running:
        ObservationWriter(running.workspace.store.client).add(
            [
                seen(NAMED, 443, NOON, "HTTP/1.1 200 OK", hostnames=("shop.example.com",)),
                seen(WEB, 443, NOON - timedelta(days=70), "HTTP/1.1 200 OK", product="nginx"),
            ]
        )
        yield running


@pytest.fixture(autouse=True)
def _cheap_passwords(monkeypatch: pytest.MonkeyPatch) -> None:
    """The cost of a guess is large on purpose, and `tests/service/identity/test_passwords.py` holds it."""
    monkeypatch.setattr(passwords, "_HASHER", CHEAP)


@pytest.fixture
def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@pytest.fixture
def home(tmp_path: Path) -> Path:
    made = tmp_path / "home"
    made.mkdir()
    return made
