"""HTTP for a probe, with or without TLS: which pages it requests, and what they show.

The front page, the page's own icon (its hash finds similar servers), and for a server that shows only a bare
JSON 404, MailDev's configuration page, which holds no mail.
"""

from __future__ import annotations

import re

from leftopen.formats import banner
from leftopen.model.channel import Channel, Reply
from leftopen.model.component import Component
from leftopen.model.facts import Json, ServiceFacts
from leftopen.model.read_level import ReadLevel
from leftopen.wire import nats
from leftopen.wire.fingerprint import ProductMatch, name
from leftopen.wire.http import html, http_exchanges, listing, message, redact
from leftopen.wire.http.fingerprints import components, marks, programs
from leftopen.wire.http.fingerprints.products import CARRIERS, RULES
from leftopen.wire.http.fingerprints.self_named import self_named
from leftopen.wire.http.reading_links import Kind, promises_reading
from leftopen.wire.products import kibana, s3

OPENER = b"GET / HTTP/1.0\r\nConnection: keep-alive\r\n\r\n"
CONFIG = "/api/config"
AS_GOOD = frozenset({200, 301, 302, 303, 307, 308, 401, 403, 404})
"""Responses to the opener that a request with a host and an agent would not improve."""

PLAIN_TO_TLS = (
    b"plain http request was sent to https port",
    b"speaking plain http to an ssl-enabled server port",
    b"client sent an http request to an https server",
    b"this combination of host and port requires tls",
)
"""How nginx, Apache, Go and IIS report that they expected TLS."""

INBOX_MARKS = (b"This is a listing of public inboxes", b'href="_/text/mirror/">mirror')
_REALM = re.compile(r"realm=\"([^\"]{0,100})\"", re.IGNORECASE)


def expects_tls(first: bytes) -> bool:
    """Is this an HTTP server's error about missing TLS?"""
    lowered = first[:4096].lower()
    return any(words in lowered for words in PLAIN_TO_TLS)


def recognises(first: bytes) -> bool:
    """An HTTP status line, and not an error about missing TLS."""
    return message.looks_like_http(first) and not expects_tls(first)


async def ask(channel: Channel, first: bytes) -> bytes:
    """At most three GETs; returns `http_exchanges.pack` of them. The opener's response is the front page
    already, where it is complete and the server accepts HTTP/1.0 without a host."""
    front = _front(first) or await channel.get("/", at=ReadLevel.BANNER)
    heard = [("/", front)]
    icon = html.icon(front.body) if front.status == 200 else ""
    if icon and promises_reading(icon, Kind.PICTURE) and channel.level.allows(ReadLevel.METADATA):
        heard.append((icon, await channel.get(icon)))
    if _may_be_maildev(front) and channel.level.allows(ReadLevel.METADATA):
        heard.append((CONFIG, await channel.get(CONFIG)))
    return http_exchanges.pack(tuple(heard))


def _front(first: bytes) -> Reply | None:
    reply = message.read(first, ended=False)
    good = reply is not None and not reply.cut and reply.status in AS_GOOD and not _misses_host(reply)
    return reply if good else None


def _misses_host(front: Reply) -> bool:
    """Some servers refuse a request without a host, such as the opener, and serve one with it."""
    words = front.body[:200].lower()
    return front.status == 403 and (b"host header" in words or b"host check error" in words)


def read(raw: bytes) -> ServiceFacts | None:
    """Facts of packed exchanges, or of one bare HTTP response; None when it is no HTTP."""
    heard = http_exchanges.unpack(raw)
    if heard is None:
        bare = message.read(raw, ended=True)
        if bare is None:
            return None
        heard = (("/", bare),)
    front = heard[0][1]
    named, parts = _named(heard), components.find(front)
    return ServiceFacts(
        data=redact.without(front.head),
        hash=banner.data_hash(front.head),
        product=named.product,
        version=named.version,
        info=_info(front, named),
        cpe=tuple(dict.fromkeys((*named.cpe, *components.cpe(parts)))),
        blocks={"http": _block(heard, parts)},
    )


def _named(heard: tuple[http_exchanges.Turn, ...]) -> ProductMatch:
    """By a rule; where that knows only the server that carries the program, by the program's own page: what
    it calls itself, with its version, or a mark that is known."""
    front = heard[0][1]
    known = name(RULES, _said(heard))
    if known.product and known.product not in CARRIERS:
        return known
    own, icon = self_named(front), _icon(heard)
    marked = marks.product(front, icon[1].body if icon else b"")
    if marked and marked.casefold() != own.product.casefold():
        return ProductMatch(product=marked)
    return own if own.product else known


def _said(heard: tuple[http_exchanges.Turn, ...]) -> dict[str, str]:
    front = heard[0][1]
    realm = _REALM.search(front.header("www-authenticate")[:500])
    config = next((reply for path, reply in heard if path == CONFIG and reply.status == 200), None)
    return {
        "server": front.header("server"),
        "title": html.title(front.body),
        "realm": realm[1] if realm else "",
        "powered": front.header("x-powered-by"),
        "marks": _marks(front),
        "config": banner.text(config.body[:500])[0] if config else "",
        "s3": s3.outermost_element(front),
        "kibana": kibana.product_name(front),
    }


def _marks(front: Reply) -> str:
    """Programs whose front page has no title of its own."""
    if any(mark in front.body for mark in INBOX_MARKS):
        return "public-inbox"
    return programs.product(front) or nats.front_page(front.body)


def _may_be_maildev(front: Reply) -> bool:
    """Its page, or its response to a client that is no browser: the JSON 404 of Fastify with open CORS."""
    if front.status == 200:
        return html.title(front.body) == "MailDev"
    bare = front.status == 404 and front.body[:64].strip() == b'{"error":"Not found"}'
    return bare and front.header("access-control-allow-credentials") == "true"


def _info(front: Reply, named: ProductMatch) -> str:
    server = front.header("server")[:100]
    return server if named.product and not server.startswith(named.product) else ""


def _block(heard: tuple[http_exchanges.Turn, ...], parts: tuple[Component, ...]) -> dict[str, Json]:
    front = heard[0][1]
    title, server = html.title(front.body), front.header("server")
    block: dict[str, Json] = {
        "status": front.status,
        "location": "/",
        "redirects": [],
        "title": listing.without_path(title) or None,
        "server": server or None,
        "headers_hash": banner.headers_hash(front),
        "title_hash": banner.text_hash(title) if title else None,
        "server_hash": banner.text_hash(server) if server else None,
        # The hash of a truncated page compares with no other.
        "html_hash": None if front.cut else banner.text_hash(banner.text(front.body)[0]),
    }
    if parts:
        block["components"] = components.block(parts)
    if icon := _icon(heard):
        block["favicon"] = {"hash": banner.favicon_hash(icon[1].body), "location": icon[0]}
    return block


def _icon(heard: tuple[http_exchanges.Turn, ...]) -> http_exchanges.Turn | None:
    """The icon and its path, where the whole picture came."""
    icon = next((turn for turn in heard[1:] if turn[0] != CONFIG), None)
    good = icon and icon[1].status == 200 and icon[1].body and not icon[1].cut and _is_picture(icon[1])
    return icon if good else None


def _is_picture(reply: Reply) -> bool:
    kind = reply.header("content-type").lower()
    return not kind or kind.startswith(("image/", "application/octet-stream"))
