"""A server on loopback inside the test's own process, for protocols that are not HTTP and whose programs
can't be installed here.

Each connection is given to `talk`, which says what the imitated program says, and ends when it returns.
"""

from __future__ import annotations

import contextlib
import socket
import threading
from collections.abc import Callable

from leftopen.demo.program import LOOPBACK
from tests.servers.real import Running, Spot

SECONDS = 20.0
"""A connection that stays silent for so long is closed, as servers do."""


def serve_socket(spot: Spot, talk: Callable[[socket.socket], None], digest: Callable[[], str]) -> Running:
    """Listens on the spot's first port until the `Running` is stopped. `digest` gives the data's state."""
    listener = socket.create_server((LOOPBACK, spot.port), backlog=128)

    def one(link: socket.socket) -> None:
        with link, contextlib.suppress(OSError):
            link.settimeout(SECONDS)
            talk(link)

    def accept() -> None:
        while True:
            try:
                link, _ = listener.accept()
            except OSError:
                return
            threading.Thread(target=one, args=(link,), daemon=True).start()

    thread = threading.Thread(target=accept, daemon=True)
    thread.start()

    def stop() -> None:
        with contextlib.suppress(OSError):
            listener.shutdown(socket.SHUT_RDWR)
        listener.close()
        thread.join(5)

    return Running(port=spot.port, programs=(), digest=digest, after=stop)


def exactly(link: socket.socket, size: int) -> bytes:
    """So many bytes, or fewer where the client hung up."""
    heard = b""
    while len(heard) < size and (part := link.recv(size - len(heard))):
        heard += part
    return heard
