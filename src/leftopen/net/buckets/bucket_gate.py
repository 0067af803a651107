"""The only way out for the client library of buckets: a proxy on loopback that leads to one service.

The library follows redirects, and takes addresses of other services from its environment. Whatever it asks
for, this lets through only connections to the service that was authorised, at the addresses that were judged,
each after a new look at the scope. Without TLS it reads every request too, and refuses all but GET and HEAD.
"""

from __future__ import annotations

import contextlib
import secrets
import socket
import threading
from base64 import b64encode
from collections.abc import Callable, Sequence

HEAD = 64 * 1024
BLOCK = 256 * 1024
SECONDS = 60.0
METHODS = (b"GET", b"HEAD")
ENDED = b"\r\n\r\n"
OPENED = b"HTTP/1.1 200 Connection established\r\n\r\n"
REFUSED = b"HTTP/1.1 403 Refused by leftopen\r\nContent-Length: 0\r\nConnection: close\r\n\r\n"


class _Refused(Exception):
    """The text says why."""


class BucketGate:
    """`addresses` of the service, in the order in which they are tried. `permitted` says why one may not be
    connected to now, '' if it may."""

    def __init__(
        self, host: str, port: int, encrypted: bool, addresses: Sequence[str], permitted: Callable[[str], str]
    ) -> None:
        self._names = {f"{_bracketed(host)}:{port}".encode()}
        if port == 80 and not encrypted:
            self._names.add(_bracketed(host).encode())
        self._port = port
        self._encrypted = encrypted
        self._addresses = addresses
        self._permitted = permitted
        self._word = secrets.token_urlsafe(24)
        self._listener = socket.create_server(("127.0.0.1", 0))
        self.refused = ""
        """Why something was refused last."""
        threading.Thread(target=self._accepts, daemon=True).start()

    @property
    def url(self) -> str:
        """With a password: other programs of this machine get nothing through it."""
        return f"http://leftopen:{self._word}@127.0.0.1:{self._listener.getsockname()[1]}"

    def close(self) -> None:
        with contextlib.suppress(OSError):
            self._listener.shutdown(socket.SHUT_RDWR)
        self._listener.close()

    def _accepts(self) -> None:
        while True:
            try:
                client, _ = self._listener.accept()
            except OSError:
                return
            threading.Thread(target=self._serve, args=(client,), daemon=True).start()

    def _serve(self, client: socket.socket) -> None:
        with client, contextlib.suppress(OSError):
            client.settimeout(SECONDS)
            waiting = _Heads(client)
            try:
                head = waiting.next()
                if head:
                    self._lead(client, waiting, head)
            except _Refused as why:
                self.refused = str(why)
                client.sendall(REFUSED)

    def _lead(self, client: socket.socket, waiting: _Heads, head: bytes) -> None:
        """Raises _Refused for the first request; later ones that are refused end the connection."""
        first = self._passed(head)
        with self._connected() as server:
            back = threading.Thread(target=_copy, args=(server, client), daemon=True)
            if self._encrypted:
                client.sendall(OPENED)
                back.start()
                server.sendall(waiting.rest())
                _copy(client, server)
            else:
                back.start()
                self._requests(server, waiting, first)
            back.join(SECONDS)

    def _requests(self, server: socket.socket, waiting: _Heads, first: bytes) -> None:
        server.sendall(first)
        while head := waiting.next():
            try:
                self._judged()
                server.sendall(self._passed(head))
            except _Refused as why:
                self.refused = str(why)
                break
        with contextlib.suppress(OSError):
            server.shutdown(socket.SHUT_WR)

    def _passed(self, head: bytes) -> bytes:
        """What the service gets of this head: nothing of one that asks for a tunnel. Raises _Refused."""
        line, *fields = head.removesuffix(ENDED).split(b"\r\n")
        method, _, rest = line.partition(b" ")
        target = rest.partition(b" ")[0]
        named = {field.partition(b":")[0].strip().lower(): field for field in fields}
        word = b64encode(f"leftopen:{self._word}".encode())
        if not named.pop(b"proxy-authorization", b"").endswith(word):
            raise _Refused("a request without this program's password")
        if self._encrypted:
            if method != b"CONNECT" or target not in self._names:
                raise _Refused(f"a connection to {target.decode('ascii', 'replace')[:200]!r}")
            return b""
        scheme, _, behind = target.partition(b"://")
        host, slash, path = behind.partition(b"/")
        if method not in METHODS or scheme != b"http" or host not in self._names:
            raise _Refused(f"{method.decode('ascii', 'replace')[:20]} of {host.decode('ascii', 'replace')!r}")
        if {b"content-length", b"transfer-encoding"} & named.keys() - self._empty(named):
            raise _Refused("a request with a body")
        return b"\r\n".join((b"%b %b%b HTTP/1.1" % (method, slash or b"/", path), *named.values())) + ENDED

    def _empty(self, named: dict[bytes, bytes]) -> set[bytes]:
        message = named.get(b"content-length", b"").partition(b":")[2].strip()
        return {b"content-length"} if message == b"0" else set()

    def _judged(self) -> None:
        for address in self._addresses:
            if why := self._permitted(address):
                raise _Refused(why)

    def _connected(self) -> socket.socket:
        """Raises _Refused, OSError."""
        self._judged()
        last = OSError("the service has no address")
        for address in self._addresses:
            try:
                return socket.create_connection((address, self._port), timeout=SECONDS)
            except OSError as error:
                last = error
        raise last


class _Heads:
    """The heads of requests that follow each other; none has a body."""

    def __init__(self, client: socket.socket) -> None:
        self._client = client
        self._held = b""

    def next(self) -> bytes:
        """With its blank line; b'' at the end, or for one that is too long."""
        while ENDED not in self._held:
            data = self._client.recv(BLOCK)
            if not data or len(self._held) > HEAD:
                return b""
            self._held += data
        head, _, self._held = self._held.partition(ENDED)
        return head + ENDED

    def rest(self) -> bytes:
        """What came behind the last head."""
        held, self._held = self._held, b""
        return held


def _copy(source: socket.socket, target: socket.socket) -> None:
    """Until the source ends; then the target is told so."""
    with contextlib.suppress(OSError):
        while data := source.recv(BLOCK):
            target.sendall(data)
    with contextlib.suppress(OSError):
        target.shutdown(socket.SHUT_WR)


def _bracketed(host: str) -> str:
    return f"[{host}]" if ":" in host else host
