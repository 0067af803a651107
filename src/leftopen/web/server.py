"""Listens on this machine alone, and serves the application until it is told to stop."""

from __future__ import annotations

import signal
import socket
from collections.abc import Iterator
from contextlib import contextmanager

import uvicorn

from leftopen.errors import BadAddress, StoreFailed
from leftopen.model.address import Address
from leftopen.scope.classes import is_loopback
from leftopen.service.desk import Desk
from leftopen.web.app import build
from leftopen.web.connection import LARGEST_HEAD, Connection

SIGNALS = (signal.SIGINT, signal.SIGTERM)
BACKLOG = 128
KEEP_ALIVE_S = 5
STOP_S = 1


@contextmanager
def listening(host: str, port: int) -> Iterator[socket.socket]:
    """A listening socket; port 0 takes any free one. Raises BadAddress for anything but loopback, StoreFailed
    when the port is taken."""
    try:
        address = Address.parse(host)
    except ValueError:
        raise BadAddress(f"{host!r} is no address; write 127.0.0.1 or ::1") from None
    if not is_loopback(address):
        raise BadAddress(
            f"{host} can be reached by others, and this server has neither users nor TLS yet: "
            "it only listens on loopback (127.0.0.1 or ::1)"
        )
    family = socket.AF_INET if address.is_ipv4 else socket.AF_INET6
    listener = socket.socket(family, socket.SOCK_STREAM)
    try:
        listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        listener.bind((str(address), port))
        listener.listen(BACKLOG)
    except OSError as error:
        listener.close()
        raise StoreFailed(f"{host}:{port} can't be listened on: {error.strerror}") from None
    try:
        yield listener
    finally:
        listener.close()


def served(desk: Desk, listener: socket.socket) -> None:
    """Until SIGINT or SIGTERM. Open streams are ended after a second."""
    config = uvicorn.Config(
        build(desk),
        http=Connection,
        ws="none",
        lifespan="on",
        access_log=False,
        server_header=False,
        date_header=True,
        proxy_headers=False,
        # Its warnings are about what clients send, which is answered, not about what is wrong here.
        log_level="error",
        # Or the loop would take two thousand at a time.
        backlog=BACKLOG,
        timeout_keep_alive=KEEP_ALIVE_S,
        timeout_graceful_shutdown=STOP_S,
        h11_max_incomplete_event_size=LARGEST_HEAD,
    )
    _Server(config).run(sockets=[listener])


class _Server(uvicorn.Server):
    """Ends in peace: the original sends itself the signal again, and nothing after it would be closed."""

    @contextmanager
    def capture_signals(self) -> Iterator[None]:
        before = {number: signal.signal(number, self.handle_exit) for number in SIGNALS}
        try:
            yield
        finally:
            for number, handler in before.items():
                signal.signal(number, handler)
