"""The application, put together."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import asynccontextmanager
from functools import partial

from fastapi import FastAPI
from starlette.types import ASGIApp

from leftopen import __version__
from leftopen.service import firings, submissions
from leftopen.service.desk import Desk
from leftopen.web import answers, claims
from leftopen.web.console import careful, pages
from leftopen.web.console.app import Console
from leftopen.web.console.house import Manner, house
from leftopen.web.guard import Guard
from leftopen.web.outermost import HEADERS, Outermost
from leftopen.web.serving import Serving, serving
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
from leftopen.web.split import Split

DESCRIPTION = "Shodan's REST and streaming API, over what this leftopen has seen itself."
THREADS = 32
# In this order: the first route that fits answers, and InternetDB's /{ip} fits everything of one word.
GROUPS = (
    hosts, archive, scans, alerts, notifiers, directory, dns, tools, account, openapi, stream, internetdb,
)  # fmt: skip


def application(held: Serving) -> FastAPI:
    """The API without its guard: for its OpenAPI document, and for `build`."""
    app = FastAPI(
        title="leftopen",
        version=__version__,
        description=DESCRIPTION,
        docs_url=None,
        redoc_url=None,
        # A route of ours: it wants a key as all others do.
        openapi_url=None,
        lifespan=_living,
        default_response_class=answers.Answer,
    )
    app.state.serving = held
    answers.install(app)
    for group in GROUPS:
        app.include_router(group.router)
    return app


def build(desk: Desk, manner: Manner | None = None, held: Serving | None = None) -> ASGIApp:
    """What `leftopen serve` serves: the API and the console, each in its own guard and headers."""
    manner = manner or Manner()
    held = held or serving(desk)
    tls = careful.TLS if manner.tls else {}
    api = Guard(application(held), names=manner.names, claim=claims.key)
    cookie = partial(claims.cookie, manner.cookie)
    console = Guard(Console(house(held, manner)), names=manner.names, wide=pages.WIDE, claim=cookie)
    split = Split(api=Outermost(api, HEADERS | tls), console=Outermost(console, careful.HEADERS | tls))
    return Outermost(split, HEADERS | tls)


@asynccontextmanager
async def _living(app: FastAPI) -> AsyncIterator[None]:
    """The queue of scans is worked on, and what fires is kept, for as long as the application lives."""
    held = app.state.serving
    assert isinstance(held, Serving)
    # Of its own the loop has a few more than there are cores, and most of ours wait for the engine.
    asyncio.get_running_loop().set_default_executor(ThreadPoolExecutor(THREADS, "work"))
    await asyncio.to_thread(held.uploads.tidy)
    work = [
        asyncio.create_task(submissions.work(held.desk, held.stop)),
        asyncio.create_task(firings.follow(held.desk, held.stop)),
    ]
    try:
        yield
    finally:
        held.stop.set()
        await asyncio.gather(*work, held.uploads.end())
