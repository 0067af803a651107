"""Reads what a program calls itself on its own front page, where no rule knows it. Pure and bounded.

A title alone names a site as well as a program. It counts with a second, independent sign: a link to the
program's own code or package, a header, a cookie or a kept setting with its name, its name before a version
number, a capital inside the word, or, on a page that holds nearly no text, a script with its name. Else the
first word of the `Server` header is the name.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import islice

from leftopen.formats.banner import text
from leftopen.model.channel import Reply
from leftopen.wire.fingerprint import ProductMatch
from leftopen.wire.http import html

LARGEST, SHELL, LINKS = 65536, 1500, 200
_PARTS = re.compile(r"\s+[-–—|·•:»/]+\s+|:\s+|\s*[|·•»]\s*")
_NAME = re.compile(r"[A-Za-z][\w.+-]{1,30}(?: [A-Za-z][\w.+-]{1,30}){0,2}")
_TRAILING = re.compile(
    r"\s+(?:\(?v?\d[\w.+-]{0,30}\)?|version|(?:web ?dav |web |mail |http )?(?:server|service|ui|interface)|"
    r"dashboard|console|admin)$",
    re.IGNORECASE,
)
_MIXED = re.compile(r"(?!(?:Mc|Mac|Le|La|De|Di|Du|Van|Von|Fitz)[A-Z])\w*[a-z][A-Z]\w*")
_KEPT = re.compile(r"(?:local|session)Storage\.\w{1,20}\(\s{0,4}[\"'`]([\w.-]{1,60})")
_COMMON = frozenset({
    "admin", "administration", "api", "app", "application", "archive", "blog", "browser", "calendar",
    "catalog", "chat", "code", "console", "contact", "contents", "control", "dashboard", "data", "demo",
    "directory", "docs", "documentation", "download", "downloads", "editor", "error", "explorer", "file",
    "files", "folder", "forbidden", "forum", "found", "front", "gallery", "hello", "help", "home", "images",
    "index", "info", "inventory", "list", "listing", "login", "mail", "mailbox", "main", "manager", "map",
    "maps", "media", "messages", "monitor", "monitoring", "network", "news", "not", "notes", "page",
    "panel", "photos", "portal", "project", "projects", "public", "react", "redirecting", "register",
    "registry", "report", "reports", "search", "server", "service", "services", "share", "shop", "sign",
    "site", "start", "statistics", "stats", "status", "store", "system", "test", "tools", "unauthorized",
    "untitled", "upload", "user", "users", "vite", "web", "webmail", "website", "welcome", "wiki",
    "wordpress",
})  # fmt: skip
_CODE = re.compile(
    r"https?://(?:www\.)?(?:(?:github|gitlab|codeberg|bitbucket)\.(?:com|org)/[\w.-]{1,60}/([\w.-]{1,60})|"
    r"pypi\.org/project/([\w.-]{1,60})|(?:www\.)?npmjs\.com/package/(?:@[\w.-]{1,40}/)?([\w.-]{1,60})|"
    r"([\w-]{1,60})\.readthedocs\.io)",
    re.IGNORECASE,
)
_SCRIPT = re.compile(r"<script\b[^<>]{0,200}\bsrc=[\"']?([^\"'\s>]{1,200})", re.IGNORECASE)
_TAG = re.compile(r"<[^<>]{0,2000}>")
_SERVER = re.compile(
    r"([A-Za-z][\w.+-]{1,40}(?: [A-Za-z][\w.+-]{1,40})?)/v?(\d[\w.+~-]{0,30})|"
    r"([A-Za-z][\w.+-]{1,40})(?=$|[\s(])"
)
_COOKIE = re.compile(r"([\w.-]{1,60})=")
_PLAIN = re.compile(r"[^a-z0-9]")
_STACKS = frozenset({
    "basehttp", "cheroot", "cowboy", "daphne", "granian", "gunicorn", "hypercorn", "jetty", "kestrel",
    "mongrel", "netty", "openresty", "puma", "python", "thin", "tornadoserver", "twisted", "twistedweb",
    "undertow", "uvicorn", "waitress", "webrick", "werkzeug", "wsgiserver",
})  # fmt: skip
"""Libraries that carry programs: they name none."""


def self_named(front: Reply) -> ProductMatch:
    """The product and its version, or an empty match."""
    page = text(front.body[:LARGEST])[0]
    for name in _candidates(html.title(front.body)):
        if _confirmed(name, front, page):
            return ProductMatch(product=name, version=_version(name, page))
    return ProductMatch()


def server_named(server: str) -> ProductMatch:
    """The first word of a Server header, where it is no library that carries programs."""
    found = _SERVER.match(server[:200].strip())
    name = (found[1] or found[3]) if found else ""
    if len(_plain(name)) < 3 or _plain(name.split()[0]) in _STACKS:
        return ProductMatch()
    return ProductMatch(product=name, version=(found[2] if found else "") or "")


def _candidates(title: str) -> Iterator[str]:
    for part in _PARTS.split(title[:200])[:6]:
        name = _TRAILING.sub("", _TRAILING.sub("", part.strip()))
        words = name.lower().split()
        if _NAME.fullmatch(name) and not all(word in _COMMON for word in words) and len(_plain(name)) >= 3:
            yield name


def _confirmed(name: str, front: Reply, page: str) -> bool:
    plain = _plain(name)
    return (
        plain in {_plain(one).removesuffix("git") for one in _projects(page)}
        or any(plain in _plain(one) for one in _said(front))
        or _MIXED.fullmatch(name) is not None
        or any(_plain(one).startswith(_plain(name.split()[0])) for one in _KEPT.findall(page)[:20])
        or _numbered(name).search(_TAG.sub(" ", page)) is not None
        or (len(_TAG.sub("", page)) < SHELL and any(_scripted(plain, one) for one in _scripts(page)))
    )


def _projects(page: str) -> Iterator[str]:
    for number, found in enumerate(_CODE.finditer(page)):
        if number >= LINKS:
            return
        yield next(group for group in found.groups() if group)


def _said(front: Reply) -> Iterator[str]:
    """Names of headers and cookies, and what the server calls itself."""
    for key, value in front.headers[:60]:
        lowered = key.lower()
        if lowered.startswith("x-"):
            yield lowered[2:]
        if lowered in ("server", "x-powered-by", "x-generator", "via", "www-authenticate"):
            yield value[:200]
        if lowered == "set-cookie" and (cookie := _COOKIE.match(value)):
            yield cookie[1]


def _scripts(page: str) -> Iterator[str]:
    for number, found in enumerate(_SCRIPT.finditer(page)):
        if number >= 20:
            return
        if "//" not in found[1]:
            yield found[1].partition("?")[0].rpartition("/")[2]


def _scripted(plain: str, script: str) -> bool:
    return _plain(script.partition(".")[0]).startswith(plain)


def _numbered(name: str) -> re.Pattern[str]:
    return re.compile(
        rf"(?<!\w){re.escape(name)}\s{{0,3}}[(,]?\s{{0,2}}(?:v|version )?\s?"
        r"(?!\d{1,2}\.\d{1,2}\.(?:19|20)\d\d\b)(\d{1,4}(?:\.\d{1,5}){1,3})\b",
        re.IGNORECASE,
    )


def _version(name: str, page: str) -> str:
    """The longest number beside the name: a title may print only its beginning."""
    numbers = (found[1] for found in islice(_numbered(name).finditer(page), 20))
    return max(numbers, key=len, default="")


def _plain(name: str) -> str:
    return _PLAIN.sub("", name[:200].lower())
