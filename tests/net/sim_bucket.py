"""A simulator of a bucket's service, as S3 and Google's XML interface answer: lists, and ranges of objects.

It can be told to be busy, to refuse, to send elsewhere, to ignore conditions, and to cut its answers short.
"""

from __future__ import annotations

import hashlib
import ssl
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from urllib.parse import parse_qs, quote_plus, unquote, urlsplit
from xml.sax.saxutils import escape

TIME = "2023-01-02T03:04:05.000Z"
LAST = "Mon, 02 Jan 2023 03:04:05 GMT"
PLAIN = dict[str, str]()


@dataclass(slots=True, kw_only=True)
class SimBucket:
    """`answers` are given first, one each: (status, headers, body). `seen`: (method, path, headers) of every
    request. `tokens`: those that are taken; None takes everybody."""

    bucket: str = "records"
    objects: dict[str, bytes] = field(default_factory=dict)
    answers: list[tuple[int, dict[str, str], bytes]] = field(default_factory=list)
    refused: set[str] = field(default_factory=set)
    tokens: set[str] | None = None
    conditions: bool = True
    short: int = 0
    undivided: bool = False
    """Ranges are not looked at."""
    page: int = 1000
    lists: int = 0
    """Pages that were given."""
    reads: int = -1
    """Objects that are given before `event`; -1 for no end."""
    event: Callable[[SimBucket], None] = field(default=lambda sim: sim.expire())
    busy: int = 0
    """The status of every answer, if not 0."""
    given: int = 0
    """Bytes of objects."""
    seen: list[tuple[str, str, dict[str, str]]] = field(default_factory=list)
    port: int = 0
    tls: ssl.SSLContext | None = None

    @property
    def endpoint(self) -> str:
        return f"{'https' if self.tls else 'http'}://127.0.0.1:{self.port}"

    def expire(self) -> None:
        """Nobody is taken any more."""
        self.tokens = set()

    def methods(self) -> set[str]:
        return {method for method, _, _ in self.seen}


@contextmanager
def sim_bucket(bucket: SimBucket) -> Iterator[SimBucket]:
    """It listens on loopback."""

    class Handler(_Handler):
        sim = bucket

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    server.daemon_threads = True
    if bucket.tls:
        server.socket = bucket.tls.wrap_socket(server.socket, server_side=True)
    bucket.port = server.server_port
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True)
    thread.start()
    try:
        yield bucket
    finally:
        server.shutdown()
        server.server_close()
        thread.join()


class _Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    sim: SimBucket

    def log_message(self, format: str, *args: object) -> None:
        """Nothing is logged."""

    def _any(self) -> None:
        sim = self.sim
        headers = {name.lower(): value for name, value in self.headers.items()}
        sim.seen.append((self.command, self.path, headers))
        if sim.busy:
            self._send(sim.busy, PLAIN, b"<Error><Code>SlowDown</Code></Error>")
            return
        if sim.answers:
            self._send(*sim.answers.pop(0))
            return
        answer = headers.get("x-amz-security-token") or headers.get("authorization", "").removeprefix(
            "Bearer "
        )
        if sim.tokens is not None and answer not in sim.tokens:
            self._send(403, PLAIN, b"<Error><Code>ExpiredToken</Code></Error>")
            return
        parts = urlsplit(self.path)
        key = unquote(parts.path).removeprefix(f"/{sim.bucket}").removeprefix("/")
        if not key:
            self._list({name: values[0] for name, values in parse_qs(parts.query).items()})
        elif key in sim.refused:
            self._send(403, PLAIN, b"<Error><Code>AccessDenied</Code></Error>")
        elif key not in sim.objects:
            self._send(404, PLAIN, b"<Error><Code>NoSuchKey</Code></Error>")
        else:
            self._object(sim.objects[key], headers)

    do_GET = do_HEAD = do_PUT = do_DELETE = do_POST = _any

    def _list(self, asked: dict[str, str]) -> None:
        """In the order of their names, as the services do; names are encoded where that is asked for."""
        self.sim.lists += 1
        found = sorted(key for key in self.sim.objects if key.startswith(asked.get("prefix", "")))
        first = int(asked.get("continuation-token", "0"))
        last = first + min(self.sim.page, int(asked.get("max-keys", "1000")))
        quoted = asked.get("encoding-type") == "url"
        rows = "".join(
            f"<Contents><Key>{quote_plus(key, safe='/') if quoted else escape(key)}</Key>"
            f"<LastModified>{TIME}</LastModified><ETag>&quot;{etag(self.sim.objects[key])}&quot;</ETag>"
            f"<Size>{len(self.sim.objects[key])}</Size></Contents>"
            for key in found[first:last]
        )
        more = last < len(found)
        answer = f"<IsTruncated>{str(more).lower()}</IsTruncated>"
        answer += f"<NextContinuationToken>{last}</NextContinuationToken>" if more else ""
        answer += "<EncodingType>url</EncodingType>" if quoted else ""
        body = f"<ListBucketResult>{answer}{rows}</ListBucketResult>".encode()
        self._send(200, {"Content-Type": "application/xml"}, body)

    def _object(self, body: bytes, headers: dict[str, str]) -> None:
        sim = self.sim
        tag = f'"{etag(body)}"'
        if sim.conditions and headers.get("if-match", tag) != tag:
            self._send(412, PLAIN, b"")
            return
        if sim.reads == 0:
            sim.reads = -1
            sim.event(sim)
        sim.reads -= sim.reads > 0
        headers = {} if sim.undivided else headers
        first, _, last = headers.get("range", "").removeprefix("bytes=").partition("-")
        start, end = int(first or 0), int(last or len(body) - 1)
        piece = body[start : end + 1 - sim.short]
        more = {"ETag": tag, "Last-Modified": LAST}
        if "range" in headers:
            more["Content-Range"] = f"bytes {start}-{start + len(piece) - 1}/{len(body)}"
        sim.given += len(piece)
        self._send(206 if "range" in headers else 200, more, piece)

    def _send(self, status: int, headers: dict[str, str], body: bytes) -> None:
        self.send_response(status)
        for name, value in headers.items():
            self.send_header(name, value)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        if self.command != "HEAD":
            self.wfile.write(body)


def etag(body: bytes) -> str:
    return hashlib.sha256(body).hexdigest()[:32]
