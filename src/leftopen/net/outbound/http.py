"""Sends one HTTP request to a server from the settings, or one that such a server named: never to a target.

Encrypted with a verified certificate, except on this machine itself. Bounded in time and size; it follows no
redirect, stores no cookie and uses no proxy.
"""

from __future__ import annotations

import asyncio
import re
import ssl
from dataclasses import dataclass
from urllib.parse import SplitResult, urlsplit

from leftopen.model.address import Address
from leftopen.model.channel import Reply
from leftopen.net.outbound.pinned import Lookup, system
from leftopen.scope.classes import is_loopback
from leftopen.wire.http import message

SECONDS = 7.0
LARGEST = 256 * 1024
LONGEST_URL = 2000
_CHUNK = 16_384
_URL = re.compile(r"https?://(?:[A-Za-z0-9.-]{1,253}|\[[0-9A-Fa-f:.]{2,45}\])(?::[0-9]{1,5})?(?:/[!-~]*)?")
_LINE = re.compile(r"[ -~]*")


@dataclass(frozen=True, slots=True, kw_only=True)
class OutboundRequest:
    """`headers` are sent beside our own; a `body` makes it a POST, of a form unless `content_type` says
    otherwise. `address`: where to connect, so that the name is not resolved once more."""

    url: str
    agent: str
    headers: tuple[tuple[str, str], ...] = ()
    body: bytes = b""
    content_type: str = "application/x-www-form-urlencoded"
    accept: str = "application/json"
    address: str = ""


def validate_url(url: str) -> SplitResult:
    """The parts of an allowed URL. Raises ValueError for any other: neither https, nor http on this machine;
    or with a name and password, or a fragment."""
    parts = urlsplit(url) if len(url) <= LONGEST_URL and _URL.fullmatch(url) else None
    if parts is None or parts.fragment or parts.port == 0:
        raise ValueError(f"{url[:80]!r} is not a valid URL")
    if parts.scheme != "https" and not _here(parts.hostname or ""):
        raise ValueError(f"{url[:80]!r} is not https")
    return parts


async def ask(
    question: OutboundRequest, *, seconds: float = SECONDS, largest: int = LARGEST, lookup: Lookup = system
) -> Reply:
    """The whole response. Raises ConnectionError, in one line, when there is none, or it is incomplete."""
    try:
        parts = validate_url(question.url)
        async with asyncio.timeout(seconds):
            raw, ended = await _asked(question, parts, largest, lookup)
    except TimeoutError:
        raise ConnectionError(f"no whole answer within {seconds:g} seconds") from None
    except (OSError, ValueError) as error:
        raise ConnectionError(" ".join(str(error).split())[:200] or type(error).__name__) from None
    reply = message.read(raw, limit=largest, ended=ended, method="POST" if question.body else "GET")
    if reply is None or reply.cut:
        raise ConnectionError(f"no whole answer of at most {largest} bytes")
    return reply


async def _asked(
    question: OutboundRequest, parts: SplitResult, largest: int, lookup: Lookup
) -> tuple[bytes, bool]:
    secure = parts.scheme == "https"
    port = parts.port or (443 if secure else 80)
    trust = ssl.create_default_context() if secure else None
    where, name = question.address or parts.hostname or "", parts.hostname if secure else None
    # The resolver decides what a name such as localhost means: before anything is connected to, and after.
    if not secure:
        _require_own(await lookup(where))
    reader, writer = await asyncio.open_connection(where, port, ssl=trust, server_hostname=name, limit=_CHUNK)
    try:
        if not secure:
            _require_own([str(writer.get_extra_info("peername")[0])])
        writer.write(_request(question, parts))
        await writer.drain()
        return await _read(reader, largest, "POST" if question.body else "GET")
    finally:
        writer.transport.abort()


def _require_own(addresses: list[str]) -> None:
    """Raises ValueError where one is not an address of loopback."""
    if not addresses or not all(is_loopback(Address.parse(one)) for one in addresses):
        raise ValueError("http:// is allowed only on this machine; use https://")


def _request(question: OutboundRequest, parts: SplitResult) -> bytes:
    path = (parts.path or "/") + (f"?{parts.query}" if parts.query else "")
    headers = [
        ("Host", parts.netloc),
        ("User-Agent", question.agent),
        ("Accept", question.accept),
        ("Accept-Encoding", "identity"),
        ("Connection", "close"),
        *question.headers,
    ]
    if question.body:
        headers.append(("Content-Type", question.content_type))
        headers.append(("Content-Length", str(len(question.body))))
    lines = [f"{'POST' if question.body else 'GET'} {path} HTTP/1.1", *(f"{k}: {v}" for k, v in headers)]
    if not all(_LINE.fullmatch(line) for line in lines):
        raise ValueError("a header with a control character or a letter beyond ASCII")
    return ("\r\n".join(lines) + "\r\n\r\n").encode("ascii") + question.body


async def _read(reader: asyncio.StreamReader, largest: int, method: str) -> tuple[bytes, bool]:
    """The bytes received, and whether the other side closed the connection."""
    raw, arrival = bytearray(), message.ResponseBuffer(limit=largest, method=method)
    while not arrival.complete(raw):
        more = await reader.read(_CHUNK)
        if not more:
            return bytes(raw), True
        raw += more
    return bytes(raw), False


def _here(host: str) -> bool:
    try:
        return host == "localhost" or is_loopback(Address.parse(host))
    except ValueError:
        return False
