"""Reads a few things from a page: title, icon, a password field. Bounded, never raises.

No HTML parser: a page is untrusted, and nothing here needs a tree. Every search is a plain find over at most
64 KiB.
"""

from __future__ import annotations

import html
import re
from functools import lru_cache

from leftopen.formats.banner import text

LARGEST = 65536
LONGEST_TITLE = 1000
TAGS = 50

_ICON = re.compile(r"\brel\s{0,4}=\s{0,4}[\"']?(?:shortcut )?icon\b", re.IGNORECASE)
_HREF = re.compile(
    r"\bhref\s{0,4}=\s{0,4}(?:\"([^\"]{1,256})\"|'([^']{1,256})'|([^\s>\"']{1,256}))", re.IGNORECASE
)
_PASSWORD = re.compile(r"\btype\s{0,4}=\s{0,4}[\"']?password\b", re.IGNORECASE)
_PLAIN_PATH = re.compile(r"/[A-Za-z0-9._~/-]{1,200}\.(?:ico|png|svg|gif|jpe?g|webp)")


@lru_cache(maxsize=16)
def title(body: bytes) -> str:
    """The text of the first `<title>`, entities decoded, white space folded; '' without one. Cached, because
    eight rules in a row ask for that of the same page."""
    page = text(body[:LARGEST])[0]
    lowered = page.lower()
    start = lowered.find("<title")
    inside = lowered.find(">", start, start + 200) if start >= 0 else -1
    # Lower-casing may change the length of a few letters; then positions no longer fit.
    if inside < 0 or len(lowered) != len(page):
        return "" if inside < 0 else _title_bytes(body)
    end = lowered.find("</title", inside, inside + LONGEST_TITLE + 1)
    raw = page[inside + 1 : end if end >= 0 else inside + 1 + LONGEST_TITLE]
    return _plain(raw)


def _title_bytes(body: bytes) -> str:
    head = body[:LARGEST]
    lowered = head.lower()
    inside = lowered.find(b">", lowered.find(b"<title"))
    end = lowered.find(b"</title", inside, inside + LONGEST_TITLE + 1)
    return _plain(text(head[inside + 1 : end if end >= 0 else inside + 1 + LONGEST_TITLE])[0])


def _plain(raw: str) -> str:
    return " ".join(html.unescape(raw).split())


def icon(body: bytes) -> str:
    """The path of the page's own icon, `/favicon.ico` where it names none, or '' where it is a `data:` URL,
    another host's, or no plain path to a picture (a page must not make us request anything else)."""
    for tag in _tags(text(body[:LARGEST])[0], "<link"):
        if _ICON.search(tag):
            found = _HREF.search(tag)
            return _own_path(next((group for group in found.groups() if group), "")) if found else ""
    return "/favicon.ico"


def _own_path(href: str) -> str:
    if href.startswith("//") or ":" in href:
        return ""
    path = href if href.startswith("/") else "/" + href.removeprefix("./")
    return path if _PLAIN_PATH.fullmatch(path) and "/../" not in path and "//" not in path else ""


def asks_for_password(body: bytes) -> bool:
    """Does the page hold a password field?"""
    return any(_PASSWORD.search(tag) for tag in _tags(text(body[:LARGEST])[0], "<input"))


def tags(body: bytes, opening: str) -> list[str]:
    """The first 50 tags that begin with `opening`, in lower case, such as `<meta`: each up to its `>`."""
    return _tags(text(body[:LARGEST])[0], opening)


def _tags(page: str, opening: str) -> list[str]:
    lowered, start = page.lower(), 0
    tags: list[str] = []
    while len(tags) < TAGS and (start := lowered.find(opening, start)) >= 0:
        end = lowered.find(">", start, start + 600)
        tags.append(lowered[start:end] if end >= 0 else lowered[start : start + 600])
        if end >= 0 and len(lowered) == len(page):
            tags[-1] = page[start:end]
        start += len(opening)
    return tags
