"""HTTP/1.1 for a careful client (RFC 9110, RFC 9112): one bounded request, one bounded response.

It requests identity encoding; a response that is compressed all the same is inflated once, within the limit.
No redirects, cookies or proxies.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from functools import lru_cache

from leftopen.model.channel import Reply
from leftopen.wire.http.body import MAX_HEAD, Chunks, Frame, Headers, end_of_head, frame
from leftopen.wire.http.inflate import inflate
from leftopen.wire.http.safe_requests import reads

ALLOWED = frozenset({"GET", "HEAD", "OPTIONS", "PROPFIND", "POST"})
MAX_HEADERS = 200
MAX_INTERIM = 4
BODY = 65536
LARGEST_SPAN = 2**40

_PATH = re.compile(r"/[!-~]*")
_FIELD = re.compile(r"[ -~]*")
_HOST = re.compile(r"[!-~]*")
_STATUS = re.compile(rb"HTTP/(\d(?:\.\d)?)[ \t]{1,8}(\d{3})(?:[ \t]([^\r\n]*))?\r?\n")
_LOOKS = re.compile(rb"HTTP/\d(?:\.\d)?[ \t]+\d{3}")


def request(
    path: str,
    host: str,
    agent: str,
    *,
    method: str = "GET",
    depth: int = 0,
    body: bytes = b"",
    accept: str = "*/*",
    cookie: str = "",
    span: tuple[int, int] | None = None,
) -> bytes:
    """The bytes of one request. `host` may be ''; `depth` (0 or 1) applies to PROPFIND only, where its
    absence would mean "everything below"; `span` (the first and the last byte, RFC 9110 section 14) to GET
    only. Raises ValueError for a method that could change something (a POST of anything but the requests in
    `safe_requests`), and for a path, host or agent that could smuggle another line."""
    if method not in ALLOWED:
        raise ValueError(f"{method!r} is not among the methods that only read")
    if not reads(method, path, body):
        raise ValueError(f"a {method} of this body to {path!r} is not known to only read")
    fields = all(_FIELD.fullmatch(value) for value in (agent, accept, cookie))
    if not (_PATH.fullmatch(path) and _HOST.fullmatch(host) and fields):
        raise ValueError("a path, host or header with a space, a control character or a letter beyond ASCII")
    if span is not None and not (method == "GET" and 0 <= span[0] <= span[1] < LARGEST_SPAN):
        raise ValueError(f"{span!r} is no range of bytes for a {method}")
    if depth not in (0, 1):
        raise ValueError("a PROPFIND goes no deeper than 1")
    lines = [
        f"{method} {path} HTTP/1.1",
        f"Host: {host}",
        f"User-Agent: {agent}",
        f"Accept: {accept}",
        "Accept-Encoding: identity",
        "Connection: keep-alive",
    ]
    if span is not None:
        lines.append(f"Range: bytes={span[0]}-{span[1]}")
    if cookie:
        lines.append(f"Cookie: {cookie}")
    if method == "PROPFIND":
        lines.append(f"Depth: {depth}")
    if body:
        kind = "json" if method == "POST" else "xml"
        lines += [f"Content-Type: application/{kind}", f"Content-Length: {len(body)}"]
    return ("\r\n".join(lines) + "\r\n\r\n").encode("ascii") + body


def looks_like_http(first: bytes) -> bool:
    """Is this the beginning of an HTTP response? Needs the status code."""
    return _LOOKS.match(first) is not None


def read(raw: bytes, *, limit: int = BODY, ended: bool, method: str = "GET") -> Reply | None:
    """The response in `raw`, or None when this is no HTTP. Never raises.

    `ended`: the server closed the stream. `cut` when the head or the body is incomplete: too long, ended
    early, badly chunked, still compressed, or (without a length) not ended. A head over 32 KiB or 200 headers
    gives what came before the limit, without a body.
    """
    head = _head(raw)
    if head is None:
        return None
    if not head.whole:
        return replace(head.reply, cut=True)
    body, cut = _body(raw, head, limit, ended, method)
    encoding = head.reply.header("content-encoding")
    if encoding:
        body, more = inflate(body, encoding, limit)
        cut = cut or more
    return replace(head.reply, body=body, cut=cut)


def complete(raw: bytes, limit: int = BODY, method: str = "GET") -> bool:
    """Has the whole response arrived, or a limit been reached, so that reading on is useless?"""
    return ResponseBuffer(limit=limit, method=method).complete(raw)


@dataclass(slots=True, kw_only=True)
class ResponseBuffer:
    """`complete` for a growing buffer: each byte is read once."""

    limit: int = BODY
    method: str = "GET"
    _frame: Frame | None = None
    _chunks: Chunks | None = None
    _start: int = 0

    def complete(self, raw: bytes | bytearray) -> bool:
        """`raw` is everything so far; it only ever grows between two calls."""
        if self._frame is None and not self._begin(raw):
            return len(raw) >= MAX_HEAD or not _could_be_http(raw)
        if self._frame is None:
            return True
        here = len(raw) - self._start
        if self._chunks is not None:
            self._chunks.walk(raw, self.limit + 1)
            ended = self._chunks.done or self._chunks.bad or len(self._chunks.body) > self.limit
            # One-byte chunks are mostly chunk heads: bytes outside the body have a limit as well.
            return ended or here > 2 * self.limit + MAX_HEAD
        wanted = self.limit + 1 if self._frame.length is None else self._frame.length
        return here >= min(wanted, self.limit + 1)

    def _begin(self, raw: bytes | bytearray) -> bool:
        if end_of_head(raw) < 0:
            return False
        head = _head(bytes(raw))
        if head is None:
            return True
        if not head.whole:
            return len(head.reply.headers) >= MAX_HEADERS
        self._frame = frame(head.reply.status, head.reply.headers, self.method)
        self._start = head.end
        self._chunks = Chunks(at=head.end) if self._frame.chunked else None
        return True


@dataclass(frozen=True, slots=True, kw_only=True)
class _Head:
    reply: Reply
    end: int
    whole: bool


def _could_be_http(raw: bytes | bytearray) -> bool:
    return bytes(raw[:5]) == b"HTTP/"[: len(raw)]


def _head(raw: bytes) -> _Head | None:
    """The final head: interim responses (100 to 199, not 101) before it are skipped; until the final one has
    come, the last interim one stands for it, as incomplete."""
    start, last = 0, None
    for _ in range(MAX_INTERIM):
        found = _one_head(raw, start) if raw.startswith(b"HTTP/", start) else None
        if found is None:
            break
        last = found
        if last.reply.status // 100 != 1 or last.reply.status == 101 or not last.whole:
            return last
        start = last.end
    return replace(last, whole=False) if last else None


def _one_head(raw: bytes, start: int) -> _Head | None:
    end = end_of_head(raw, start)
    lines = _told(raw[start : end if end >= 0 else start + MAX_HEAD])
    return _Head(reply=lines[0], end=end, whole=end >= 0 and lines[1]) if lines is not None else None


@lru_cache(maxsize=64)
def _told(block: bytes) -> tuple[Reply, bool] | None:
    """The parsed head, and whether all its header lines were read; None without a status line. Cached,
    because the same head is parsed when it has come, when its body has come, and for the transcript."""
    found = _STATUS.match(block)
    if found is None:
        return None
    headers, all_read = _headers(block[found.end() :])
    reply = Reply(
        status=int(found[2]),
        phrase=_text(found[3] or b"").strip(),
        version=f"HTTP/{found[1].decode('ascii')}",
        headers=headers,
        head=block,
    )
    return reply, all_read


def _headers(block: bytes) -> tuple[Headers, bool]:
    """The first 200; lines without a colon are dropped, folded lines joined to the one before."""
    headers: list[tuple[str, str]] = []
    for line in _lines(block):
        name, colon, value = line.partition(":")
        if line[:1] in (" ", "\t") and headers:
            before = headers[-1]
            headers[-1] = (before[0], f"{before[1]} {line.strip()}".strip())
        elif colon:
            if len(headers) == MAX_HEADERS:
                return tuple(headers), False
            headers.append((name.strip(), value.strip()))
    return tuple(headers), True


def _lines(block: bytes) -> list[str]:
    """Each in UTF-8 or, by itself, in Latin-1."""
    if block.isascii():
        return block.decode("ascii").split("\n")
    return [_text(line) for line in block.split(b"\n")]


def _text(raw: bytes) -> str:
    try:
        return raw.decode("utf-8")
    except UnicodeDecodeError:
        return raw.decode("latin-1")


def _body(raw: bytes, head: _Head, limit: int, ended: bool, method: str) -> tuple[bytes, bool]:
    shape = frame(head.reply.status, head.reply.headers, method)
    if shape.chunked:
        walk = Chunks(at=head.end)
        walk.walk(raw, limit + 1)
        return bytes(walk.body[:limit]), len(walk.body) > limit or not walk.done
    rest = raw[head.end : head.end + limit + 1]
    if shape.length is None:
        return rest[:limit], len(rest) > limit or not ended
    return rest[: min(limit, shape.length)], shape.length > min(limit, len(rest))
