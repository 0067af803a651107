"""Listens on the permitted address, and serves the application until it is stopped."""

from __future__ import annotations

import asyncio
import os
import signal
import socket
from collections.abc import Iterator
from contextlib import contextmanager

import uvicorn
from starlette.types import ASGIApp

from leftopen.errors import BadAddress, StoreFailed
from leftopen.model.address import Address
from leftopen.scope.classes import is_loopback
from leftopen.service.operations.supervisor import supervisor_of
from leftopen.service.workspace.workspace import Workspace
from leftopen.store.records.entities.identity.users import Users
from leftopen.sweep import fd_limit
from leftopen.web.api_state import build_api_state
from leftopen.web.app import build, health_application
from leftopen.web.certificate import Pair
from leftopen.web.connection import LARGEST_HEAD, Connection
from leftopen.web.console.state import ServerOptions
from leftopen.web.guard import NAMES
from leftopen.web.public_url import public_origin

SIGNALS = (signal.SIGINT, signal.SIGTERM)
BACKLOG = 128
KEEP_ALIVE_S = 5
STOP_S = 1


@contextmanager
def listening(host: str, port: int, *, why_not: str) -> Iterator[socket.socket]:
    """A listening socket; port 0 takes any free one. `why_not` names what is missing for an address that
    other machines can reach, '' when nothing is. Raises BadAddress, and StoreFailed when the port is
    taken."""
    try:
        address = Address.parse(host)
    except ValueError:
        raise BadAddress(f"{host!r} is not a valid IP address (examples: 127.0.0.1, ::1)") from None
    if why_not and not is_loopback(address):
        raise BadAddress(f"cannot serve on {host}, which other hosts can reach: {why_not}")
    family = socket.AF_INET if address.is_ipv4 else socket.AF_INET6
    listener = socket.socket(family, socket.SOCK_STREAM)
    try:
        listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        listener.bind((str(address), port))
        listener.listen(BACKLOG)
    except OSError as error:
        listener.close()
        raise StoreFailed(f"cannot listen on {host}:{port}: {error.strerror}") from None
    try:
        yield listener
    finally:
        listener.close()


def why_not(workspace: Workspace, pair: Pair | None) -> str:
    """What is missing before other machines may reach it; '' when nothing is."""
    someone = any(user.password and not user.disabled for user in Users(workspace.store.records).list())
    missing = [
        *([] if pair else ["TLS is missing (--tls-cert and --tls-key)"]),
        *([] if someone else ["no account exists (start it on 127.0.0.1 first, and open the printed link)"]),
    ]
    return f"{' and '.join(missing)}; only loopback is allowed (127.0.0.1 or ::1)" if missing else ""


def server_options(listener: socket.socket, pair: Pair | None, public: str = "") -> ServerOptions:
    """A server that others can reach requires a second factor of every user. `public` is the URL behind a
    proxy, or ''. Raises BadSetting."""
    host, port = listener.getsockname()[:2]
    local = is_loopback(Address.parse(host))
    shown = f"[{host}]" if ":" in host else host
    names = (NAMES if local else frozenset()) | (frozenset((shown,)) if pair else frozenset())
    names |= pair.names if pair else frozenset()
    if public:
        origin, name = public_origin(public)
        tls = origin.startswith("https:")
        return ServerOptions(port=port, tls=tls, strict=True, names=names | {name}, public=origin)
    return ServerOptions(port=port, tls=pair is not None, strict=not local, names=names)


def serve_app(
    workspace: Workspace, listener: socket.socket, how: ServerOptions, pair: Pair | None = None
) -> None:
    """Runs until SIGINT or SIGTERM. Open streams are ended after a second."""
    # Each unfinished handshake holds a file descriptor until its time limit.
    fd_limit.raise_fd_limit()
    held = build_api_state(workspace)
    config = _config(build(workspace, how, held), pair)
    _Server(config, held.stop).run(sockets=[listener])


async def serve_health(workspace: Workspace, listener: socket.socket, stop: asyncio.Event) -> None:
    """Serves the health and the metrics beside a worker, until `stop` is set. Signals stay the caller's."""
    server = _Beside(_config(health_application(build_api_state(workspace)), None))
    serving = asyncio.create_task(server.serve(sockets=[listener]))
    await stop.wait()
    server.should_exit = True
    await serving


def _config(app: ASGIApp, pair: Pair | None) -> uvicorn.Config:
    return uvicorn.Config(
        app,
        http=Connection,
        loop="leftopen.web.loop:Loop",
        ws="none",
        lifespan="on",
        access_log=False,
        server_header=False,
        date_header=True,
        proxy_headers=False,
        # What it logs goes where all goes that is logged.
        log_config=None,
        # Its warnings are about clients' input, which gets a response, not about errors here.
        log_level="error",
        # Otherwise the loop would accept two thousand at a time.
        backlog=BACKLOG,
        timeout_keep_alive=KEEP_ALIVE_S,
        timeout_graceful_shutdown=STOP_S,
        h11_max_incomplete_event_size=LARGEST_HEAD,
        ssl_certfile=pair.certificate if pair else None,
        ssl_keyfile=pair.key if pair else None,
    )


class _Beside(uvicorn.Server):
    """Leaves the signals alone."""

    @contextmanager
    def capture_signals(self) -> Iterator[None]:
        yield


class _Server(uvicorn.Server):
    """Shuts down cleanly. The original sends the signal to itself again, after which nothing would be closed.
    It would also cut open streams, since the application learns of the shutdown only after them."""

    def __init__(self, config: uvicorn.Config, stop: asyncio.Event) -> None:
        super().__init__(config)
        self._stop = stop

    async def startup(self, sockets: list[socket.socket] | None = None) -> None:
        await super().startup(sockets)
        if self.started:
            supervisor_of(os.environ).ready()

    async def shutdown(self, sockets: list[socket.socket] | None = None) -> None:
        self._stop.set()
        await super().shutdown(sockets)

    @contextmanager
    def capture_signals(self) -> Iterator[None]:
        before = {number: signal.signal(number, self.handle_exit) for number in SIGNALS}
        try:
            yield
        finally:
            for number, handler in before.items():
                signal.signal(number, handler)
