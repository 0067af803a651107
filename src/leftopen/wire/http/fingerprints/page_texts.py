"""The texts of a page that rule files in the formats of Wappalyzer and Recog are searched in.

Of a cookie only its name: its value is never looked at. Bounded; never raises.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from leftopen.formats.banner import text
from leftopen.model.channel import Reply
from leftopen.wire.http import html

HTML = 4096
MOST_HEADERS, MOST_TAGS = 60, 40
_ATTRIBUTE = re.compile(
    r"\b(name|property|content|src)\s{0,4}=\s{0,4}(?:\"([^\"]{0,300})\"|'([^']{0,300})'|([^\s>\"']{1,300}))",
    re.IGNORECASE,
)
_COOKIE = re.compile(r"\s*([^=;\s]{1,100})")


def texts(front: Reply) -> Iterator[tuple[str, str]]:
    """(place as Wappalyzer calls it, text): `headers.server`, `cookies.session`, `meta.generator`,
    `scriptSrc`, `title`, `html`."""
    for name, value in front.headers[:MOST_HEADERS]:
        if name.lower() == "set-cookie":
            found = _COOKIE.match(value)
            yield f"cookies.{found[1].lower() if found else ''}", ""
        else:
            yield f"headers.{name.lower()}", value
    for tag in html.tags(front.body, "<meta")[:MOST_TAGS]:
        attributes = _attributes(tag)
        yield (
            f"meta.{(attributes.get('name') or attributes.get('property') or '').lower()}",
            attributes.get("content", ""),
        )
    for tag in html.tags(front.body, "<script")[:MOST_TAGS]:
        src = _attributes(tag).get("src", "")
        if src:
            yield "scriptSrc", src
    title = html.title(front.body)
    if title:
        yield "title", title
    if front.body:
        yield "html", text(front.body[:HTML])[0]


def recog(front: Reply) -> Iterator[tuple[str, str]]:
    """(kind as Recog calls it, text), without the Server header."""
    yield "html_title", html.title(front.body)
    yield "http_header.wwwauth", front.header("www-authenticate")
    yield "http_header.x-powered-by", front.header("x-powered-by")
    found = _COOKIE.match(front.header("set-cookie"))
    yield "http_header.cookie", f"{found[1]}=" if found else ""


def _attributes(tag: str) -> dict[str, str]:
    attributes: dict[str, str] = {}
    for name, double, single, bare in _ATTRIBUTE.findall(tag):
        attributes.setdefault(name.lower(), double or single or bare)
    return attributes
