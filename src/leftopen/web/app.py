"""Assembles the application: requests of programs with a key go to Shodan's API, those of signed-in users
to the console."""

from __future__ import annotations

import asyncio
import os
from collections.abc import AsyncIterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import asynccontextmanager
from dataclasses import dataclass
from functools import partial

from fastapi import FastAPI
from starlette.types import ASGIApp, Receive, Scope, Send

from leftopen import __version__
from leftopen.jobs.worker import Worker, keep_working
from leftopen.model.address import Address
from leftopen.service.alerts import alert_events
from leftopen.service.operations.supervisor import report_alive, supervisor_of
from leftopen.service.workspace.workspace import Workspace
from leftopen.web import changes_feed, health, responses
from leftopen.web.api_state import ApiState, build_api_state
from leftopen.web.console.app import Console
from leftopen.web.console.http import security_headers
from leftopen.web.console.pages import installed
from leftopen.web.console.state import ServerOptions, build_console_state
from leftopen.web.error_boundary import HEADERS, ErrorBoundary
from leftopen.web.guard import Guard
from leftopen.web.limits import claimed_identity
from leftopen.web.refusal_log import RefusalLog
from leftopen.web.shodan import (
    account,
    alerts,
    archive,
    directory,
    dns,
    hosts,
    internetdb,
    notifiers,
    openapi,
    scans,
    stream,
    tools,
)

DESCRIPTION = "Shodan-compatible REST and streaming API for the data of this leftopen installation."
THREADS = 32
# In this order: the first matching route wins, and InternetDB's /{ip} matches any single word.
GROUPS = (
    health, changes_feed, hosts, archive, scans, alerts, notifiers, directory, dns, tools, account, openapi,
    stream, internetdb,
)  # fmt: skip
API = frozenset(
    (
        "shodan", "api", "api-info", "account", "org", "dns", "tools", "notifier", "labs", "openapi.json",
        "internetdb", "metrics", "healthz", "changes.atom",
    )
)  # fmt: skip
LONGEST_ADDRESS = 64


def application(held: ApiState) -> FastAPI:
    """The API without its guard: for its OpenAPI document, and for `build`."""
    app = FastAPI(
        title="leftopen",
        version=__version__,
        description=DESCRIPTION,
        docs_url=None,
        redoc_url=None,
        # Served by a route of ours, which requires a key as all others do.
        openapi_url=None,
        lifespan=_living,
        default_response_class=responses.JsonResponse,
    )
    app.state.serving = held
    responses.install(app)
    for group in GROUPS:
        app.include_router(group.router)
    return app


def health_application(held: ApiState) -> ASGIApp:
    """What `leftopen worker --health` serves: `/healthz`, `/healthz/work` and `/metrics` alone."""
    app = FastAPI(docs_url=None, redoc_url=None, openapi_url=None)
    app.state.serving = held
    responses.install(app)
    app.include_router(health.router)
    return ErrorBoundary(Guard(app), HEADERS, RefusalLog(monotonic=held.workspace.monotonic))


def build(
    workspace: Workspace, options: ServerOptions | None = None, held: ApiState | None = None
) -> ASGIApp:
    """What `leftopen serve` serves: the API and the console, each in its own guard and headers."""
    options = options or ServerOptions()
    held = held or build_api_state(workspace)
    subdomains = workspace.settings.hsts_subdomains == "on"
    tls = security_headers.tls_headers(subdomains=subdomains) if options.tls else {}
    api = Guard(application(held), names=options.names, claim=claimed_identity.key)
    cookie = partial(claimed_identity.cookie, options.cookie)
    state = build_console_state(held, options, installed())
    console = Guard(Console(state), names=options.names, wide=state.pages.wide, claim=cookie)
    split = Dispatcher(
        api=ErrorBoundary(api, HEADERS | tls), console=ErrorBoundary(console, security_headers.HEADERS | tls)
    )
    return ErrorBoundary(split, HEADERS | tls, RefusalLog(monotonic=workspace.monotonic))


@asynccontextmanager
async def _living(app: FastAPI) -> AsyncIterator[None]:
    """Runs a worker and the alert watcher while the application runs, and tells the supervisor of them."""
    held = app.state.serving
    assert isinstance(held, ApiState)
    # The loop's own pool has little more than one thread for each core, and most of ours wait for the engine.
    asyncio.get_running_loop().set_default_executor(ThreadPoolExecutor(THREADS, "work"))
    await asyncio.to_thread(held.uploads.tidy)
    worker = Worker(workspace=held.workspace)
    supervisor = supervisor_of(os.environ)
    work = [
        asyncio.create_task(keep_working(worker, held.stop)),
        asyncio.create_task(report_alive(supervisor, worker.idle, held.stop)),
        asyncio.create_task(alert_events.follow(held.workspace, held.stop)),
    ]
    try:
        yield
    finally:
        held.stop.set()
        supervisor.stopping()
        await asyncio.gather(*work, held.uploads.end(), held.counting.end())


@dataclass(frozen=True, slots=True)
class Dispatcher:
    """ASGI. A request goes to the API when its path begins with one of the API's prefixes, is one address
    (InternetDB), or when it has a key. Other events, such as the server's startup, go to the API."""

    api: ASGIApp
    console: ASGIApp

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        mine = scope["type"] != "http" or of_the_api(scope["path"]) or _brings_a_key(scope["query_string"])
        await (self.api if mine else self.console)(scope, receive, send)


def of_the_api(path: str) -> bool:
    first, _, rest = path.removeprefix("/").partition("/")
    return first in API or (not rest and _is_address(first))


def _brings_a_key(query: bytes) -> bool:
    return query.startswith(b"key=") or b"&key=" in query


def _is_address(word: str) -> bool:
    try:
        Address.parse(word[:LONGEST_ADDRESS])
    except ValueError:
        return False
    return True
