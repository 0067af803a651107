"""An engine that does not answer holds up the pages that ask it, and nothing else."""

from __future__ import annotations

import threading
import time
from collections.abc import Mapping
from concurrent.futures import ThreadPoolExecutor
from contextvars import ContextVar

import pytest
from starlette.responses import Response

from leftopen.model.monitor import EventKind
from leftopen.service.search import search as searching
from leftopen.store.engine.client import Client
from leftopen.web.console import app as console_app
from leftopen.web.console.app import call_endpoint
from leftopen.web.console.http.request import ConsoleRequest
from leftopen.web.console.http.route import Route
from leftopen.web.limits import engine_pool
from tests.web.changes_seen import change, monitored, stored
from tests.web.console.conftest import PASSWORD, Console

APART = frozenset(("/live", "/search/export"))


def test_who_asks_a_stuck_engine_holds_up_nobody_else(anew: Console, monkeypatch: pytest.MonkeyPatch) -> None:
    stuck, request, page = threading.Event(), threading.Semaphore(0), searching.page

    def slow(workspace: object, query: str, **more: int) -> object:
        if "port:1" in query:
            request.release()
            stuck.wait(180)
        return page(workspace, query, **more)  # type: ignore[arg-type]

    monkeypatch.setattr(searching, "page", slow)
    greedy, other = anew.visitor("viewer"), anew.visitor("analyst")
    with ThreadPoolExecutor(engine_pool.MOST_OF_ONE + 20) as pool:
        answers = [pool.submit(greedy.get, "/search?q=port:1") for _ in range(engine_pool.MOST_OF_ONE + 20)]
        try:
            assert all(request.acquire(timeout=60) for _ in range(engine_pool.RUN_OF_ONE))
            until = time.monotonic() + 60
            while sum(answer.done() for answer in answers) < 20 and time.monotonic() < until:
                time.sleep(0.01)
            assert anew.visitor().get("/static/console.css").status_code == 200
            entered = anew.visitor().post("/sign-in", name="viewer", password=PASSWORD)
            assert entered.status_code == 303
            assert other.get("/search?q=port:443").status_code == 200
            assert greedy.get("/exposures").status_code == 200
        finally:
            stuck.set()
        statuses = [answer.result().status_code for answer in answers]
    # Those that the guard let in heard of the room, the others of the guard.
    assert statuses.count(200) == engine_pool.MOST_OF_ONE
    assert statuses.count(503) + statuses.count(429) == 20
    assert greedy.get("/search?q=port:1").status_code == 200


def test_every_page_that_asks_the_engine_does_so_in_its_room(
    anew: Console, monkeypatch: pytest.MonkeyPatch
) -> None:
    """What is counted later, and what is brought along as a file, have bounds of their own."""
    current: ContextVar[str] = ContextVar("current", default="")
    seen: dict[str, set[str]] = {}
    post, handled = Client._post, call_endpoint

    def noted(client: Client, given: Mapping[str, str], body: object) -> bytes:
        if current.get():
            room_of_it = threading.current_thread().name.partition("_")[0]
            seen.setdefault(current.get(), set()).add(room_of_it)
        return post(client, given, body)  # type: ignore[arg-type]

    async def known(request: ConsoleRequest, route: Route) -> Response:
        current.set(route.path)
        return await handled(request, route)

    monkeypatch.setattr(Client, "_post", noted)
    monkeypatch.setattr(console_app, "call_endpoint", known)
    monitor = monitored(anew.workspace, "here", "192.0.2.0/24")
    stored(
        anew.workspace, monitor, [change(monitor, anew.workspace.clock(), EventKind.GONE, "192.0.2.1", 25)]
    )
    visitor = anew.visitor("admin")
    looked = [route for route in anew.state.pages.routes if route.method == "GET" and route.path not in APART]
    for route in looked:
        visitor.get(_path(route, anew))
    assert seen == {route.path: {"engine"} for route in looked if route.engine}


def _path(route: Route, console: Console) -> str:
    closed = next(case for case in console.cases if case.state == "closed")
    parts = {"{id}": closed.id, "{address}": closed.address}
    # The changes ask the engine for a search only.
    path = "/changes?q=port:25" if route.path == "/changes" else route.path
    for name, value in parts.items():
        path = path.replace(name, value)
    return path
