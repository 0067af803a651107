"""Chooses the crawl's next requests from what an answer itself names. Pure.

Only the same origin, only requests that read, and never a link whose words say that it does something. The
most promising come first.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from urllib.parse import quote, urljoin, urlsplit

from leftopen.model.web_page import Answer, Link

HTML, JSON = "text/html,*/*;q=0.5", "application/json,*/*;q=0.5"
LONGEST = 500
MOST = 200
LITERALS = 4000

ACTS = re.compile(
    r"accept|add|approve|archive|ban|block|build|cancel|clear|clone|close|compact|confirm|"
    r"copy|create|deactivate|delete|deny|destroy|disable|dismiss|download|drop|duplicate|"
    r"edit|empty|enable|erase|exec|execute|exit|flush|format|import|insert|install|invite|"
    r"kill|launch|like|lock|login|logoff|logout|mark|merge|move|new|pause|play|post|"
    r"purge|put|reboot|reject|release|reload|remove|rename|replay|report|requeue|reset|"
    r"restart|restore|resume|retry|revoke|rm|run|save|send|set|shutdown|sign|signin|"
    r"signoff|signout|signup|shuffle|start|stop|submit|subscribe|suspend|switch|sync|"
    r"terminate|toggle|trigger|truncate|unblock|uninstall|unlock|unsubscribe|unread|update|"
    r"upgrade|upload|vote|wipe|write"
)
"""Words that say that a request does something; a link with one of them is never followed."""
PROMISING: tuple[tuple[int, re.Pattern[str]], ...] = (
    (
        60,
        re.compile(r"mail|mails|email|emails|message|messages|inbox|mailbox|mailboxes"),
    ),
    (
        50,
        re.compile(r"api|rest|json|list|files|browse|entries|objects|tree|repos|summary"),
    ),
    (
        45,
        re.compile(
            r"tables|table|databases|database|db|collections|collection|indexes|indices|"
            r"queues|queue|jobs|job|tasks|topics|streams|keys|buckets|records|documents|"
            r"docs|users|contacts|calendar|notebooks|flows|workflows|models|sessions|cameras|"
            r"devices|backups|dump|logs|log|events|metrics|status|stats"
        ),
    ),
    (
        20,
        re.compile(r"all|index|home|show|view|data|admin|console|dashboard|explore"),
    ),
)
_STATIC = re.compile(
    r"\.(?:css|png|jpe?g|gif|svg|ico|webp|woff2?|ttf|eot|map|mp[34]|webm|zip|gz|tgz|bz2|xz|7z|rar|exe|deb|rpm|dmg|"
    r"iso|jar|pdf|docx?|xlsx?|pptx?)$",
    re.IGNORECASE,
)
_WORDS = re.compile(r"[A-Z]?[a-z]+|[A-Z]+(?![a-z])")
_TEMPLATE = re.compile(r"[{}<>|\\^`]|\$\(|\[\[")
_LITERAL = re.compile(
    r"""["'`](\.?/?[A-Za-z0-9._~-]{1,60}(?:/[A-Za-z0-9._~-]{0,60}){0,6}(?:\?[A-Za-z0-9=&_-]{1,60})?)["'`]"""
)
_API = re.compile(r"(?:^|/)(?:api|rest|json|v\d|data|_api|rpc)(?:/|$|\?)|\.json(?:$|\?)", re.IGNORECASE)
_PATH = re.compile(r"/[!-~]*")


@dataclass(frozen=True, slots=True, kw_only=True)
class Target:
    """One request that the crawl may make; a higher `promise` comes first. `script`: an external script."""

    path: str
    promise: int
    accept: str = HTML
    method: str = "GET"
    script: bool = False


def targets(answer: Answer, host: str) -> Iterator[Target]:
    """What this answer names, in no order; `host` as in the Host header."""
    where = answer.reply.header("location")
    if answer.reply.status in (301, 302, 303, 307, 308):
        yield from _target(answer.path, where, host, 90)
        return
    page = answer.page
    if page is not None:
        for link in page.links[:MOST]:
            if not acts(link):
                yield from _target(answer.path, link.href, host, _promise(link.href, link.text))
        for frame in page.frames:
            yield from _target(answer.path, frame, host, 70)
        shell = len(page.text) < 400
        for number, script in enumerate(page.scripts[:3]):
            if path := resolved(answer.path, script, host):
                promise = (65 if shell else 30) - number
                yield Target(path=path, promise=promise, accept="*/*", script=True)
        yield from _literals(answer.path, page.inline, host)
    elif "javascript" in answer.kind or answer.path.partition("?")[0].endswith((".js", ".mjs")):
        yield from _literals("/", answer.text, host)
    if "PROPFIND" in answer.reply.header("allow")[:500] or answer.reply.header("dav"):
        yield Target(path=answer.path, promise=80, method="PROPFIND")


def acts(link: Link) -> bool:
    """Do its words say that following it does something?"""
    words = _WORDS.findall(f"{link.href} {link.text}")
    return any(ACTS.fullmatch(word.lower()) for word in words)


def resolved(base: str, href: str, host: str) -> str:
    """The path (with its query) on the same origin, or '' for anything else: another host, another scheme, a
    template, a path that HTTP can't send."""
    href = href.strip()[:2000]
    if not href or href[0] == "#" or _TEMPLATE.search(href):
        return ""
    try:
        parts = urlsplit(urljoin(f"http://{host}{base}", href))
        same = parts.scheme in ("http", "https") and parts.netloc.lower() == host.lower()
    except ValueError:
        return ""
    path = quote(parts.path or "/", safe="/%:@!$&'()*+,;=~-._") + (
        f"?{quote(parts.query, safe='/%:@!$&()*+,;=~-._?')}" if parts.query else ""
    )
    return path if same and len(path) <= LONGEST and _PATH.fullmatch(path) else ""


def _target(base: str, href: str, host: str, promise: int) -> Iterator[Target]:
    path = resolved(base, href, host)
    if path and not _STATIC.search(path.partition("?")[0]):
        yield Target(path=path, promise=promise)


def _promise(href: str, label: str) -> int:
    words = {word.lower() for word in _WORDS.findall(f"{href[:LONGEST]} {label}")}
    return 10 + max(
        (worth for worth, named in PROMISING if any(named.fullmatch(word) for word in words)), default=0
    )


def _literals(base: str, script: str, host: str) -> Iterator[Target]:
    """Paths that a script names as texts: an API's come first, by their words."""
    seen: set[str] = set()
    for found in _LITERAL.finditer(script):
        literal = found[1]
        if len(seen) >= LITERALS:
            return
        if literal in seen or not _API.search(literal):
            continue
        seen.add(literal)
        link = Link(href=literal)
        path = resolved(base, literal if literal[0] in "./" else "/" + literal, host)
        if path and not acts(link) and not _STATIC.search(path.partition("?")[0]):
            yield Target(path=path, promise=15 + _promise(literal, ""), accept=JSON)
