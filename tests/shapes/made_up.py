"""Answers that no shape may take for data, and builders of the ones that it must."""

from __future__ import annotations

import json

from leftopen.model.channel import Reply
from leftopen.model.facts import Json
from leftopen.model.web_page import Answer
from leftopen.wire.http.pages.page_parser import read_answer

PROSE = (
    "The river rises in the northern hills and runs through three old towns before it reaches the sea. "
    "Most visitors come in spring when the meadows along the banks are full of flowers and birds. "
    "A small museum near the bridge tells how the mills were built and who worked in them. "
)
PUBLIC_HEAD = (
    '<meta name="description" content="x"><link rel="canonical" href="https://example.org/">'
    '<meta property="og:title" content="x">'
)
PUBLIC_FOOT = (
    '<footer>© Example <a href="/privacy">Privacy policy</a> <a href="/contact">Contact</a></footer>'
)


def answer(
    body: str | bytes,
    kind: str = "text/plain",
    path: str = "/",
    status: int = 200,
    cut: bool = False,
    **headers: str,
) -> Answer:
    """Underscores in the names of headers stand for hyphens."""
    given = (("Content-Type", kind), *((name.replace("_", "-"), value) for name, value in headers.items()))
    raw = body if isinstance(body, bytes) else body.encode()
    return read_answer(path, Reply(status=status, headers=given, body=raw, cut=cut))


def page(body: str, head: str = "", path: str = "/", title: str = "x") -> Answer:
    return answer(
        f"<!doctype html><html><head><title>{title}</title>{head}</head><body>{body}</body></html>",
        "text/html; charset=utf-8",
        path,
    )


def published(body: str, path: str = "/") -> Answer:
    """The same content between the marks of a publisher."""
    return page(body + PUBLIC_FOOT, PUBLIC_HEAD, path)


def data(value: Json, path: str = "/api") -> Answer:
    return answer(json.dumps(value), "application/json", path)


PROSE_PAGE = page(f"<h1>The river</h1><p>{PROSE}</p><p>{PROSE}</p>")
LOGIN = page(
    '<h1>Sign in</h1><form method="post" action="/login"><label>User name</label><input name="user">'
    '<label>Password</label><input type="password" name="pass"><button>Sign in</button></form>'
    '<p><a href="/reset">Forgot your password?</a> Files, mail, calendar, logs, repositories and backups.</p>'
)
ADVERTISEMENT = page(
    "<h1>The file manager for your team</h1><p>Upload, rename, delete and share files, browse logs and "
    "metrics, review commits, branches, tags and diffs, import contacts and calendars.</p>"
    '<ul><li><a href="/features">Features</a> all of them<li><a href="/pricing">Pricing</a> from $5'
    '<li><a href="/docs">Docs</a> for everyone</ul><button>Start free trial</button>'
    '<a href="/files">Files</a> <a href="/log">Log</a>' + PUBLIC_FOOT,
    PUBLIC_HEAD,
)
DENIED = answer('{"error":"authentication required"}', "application/json", status=401)
NOT_FOUND = page("<h1>404</h1><p>Nothing here.</p>")
EMPTY = answer("")
HARMLESS = (PROSE_PAGE, LOGIN, ADVERTISEMENT, DENIED, NOT_FOUND, EMPTY)
