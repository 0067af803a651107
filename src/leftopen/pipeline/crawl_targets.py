"""Chooses the crawl's next requests from what an answer itself names. Pure.

Only the same origin. What may be requested of it is the queue's to say (`reading_links`); a target whose
words say that it does something (`safe_links`) comes with that mark. The most promising for their bytes come
first.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace

from leftopen.model.facts import Json
from leftopen.model.web_page import Answer, Page
from leftopen.pipeline.api_paths import Template, named_paths, templates
from leftopen.pipeline.safe_links import LONGEST, acts, resolve_link, says_act, says_command
from leftopen.pipeline.scripts.handlers import NO_PAGE, PageCalls, page_calls
from leftopen.pipeline.scripts.libraries import is_library
from leftopen.pipeline.scripts.paths import imported_scripts, script_paths
from leftopen.pipeline.scripts.redirects import leads_to
from leftopen.wire import dav
from leftopen.wire.http.link_words import is_plural, words_of
from leftopen.wire.http.pages.picture_streams import picture_streams
from leftopen.wire.http.reading_links import Kind, runs

HTML, JSON = "text/html,*/*;q=0.5", "application/json,*/*;q=0.5"
MOST, SCRIPTS, FOLDERS = 200, 10, 10
ONLY = 2000
"""A longer external script does more than to lead on."""
SHELL_TEXT = 400
PROMISED = 55
"""The promise from which on a word of a path tells that something can be read there."""
REDIRECTS = (301, 302, 303, 307, 308)
REFUSES = (403, 404, 405, 406, 501)
"""A front page that is refused: the server may still list its files to WebDAV."""
ROBOTS = "/robots.txt"

PROMISING: tuple[tuple[int, re.Pattern[str]], ...] = (
    (60, re.compile(r"mail|mails|email|emails|message|messages|inbox|mailbox|mailboxes")),
    (50, re.compile(r"api|rest|json|list|files|browse|entries|objects|tree|repos|summary")),
    (
        45,
        re.compile(
            r"tables|table|databases|database|db|collections|collection|indexes|indices|"
            r"queues|queue|jobs|job|tasks|topics|streams|keys|buckets|records|documents|"
            r"docs|users|contacts|calendar|notebooks|flows|workflows|models|sessions|cameras|"
            r"devices|backups|dump|logs|log|events|metrics|status|stats|chats|conversations|"
            r"kernels|prompts|env|config|settings"
        ),
    ),
    (20, re.compile(r"all|index|home|show|view|data|admin|console|dashboard|explore")),
)
_STATIC = re.compile(
    r"\.(?:css|png|jpe?g|gif|svg|ico|webp|woff2?|ttf|eot|map|mp[34]|webm|zip|gz|tgz|bz2|xz|7z|rar|exe|deb|rpm|dmg|"
    r"iso|jar|pdf|docx?|xlsx?|pptx?)$",
    re.IGNORECASE,
)
_REFRESH = re.compile(r"\burl\s{0,4}=\s{0,4}[\"']?([^\"'\s]{1,500})", re.IGNORECASE)
_HREF = re.compile(r"<(?:\w{1,20}:)?href>([^<]{1,500})<", re.IGNORECASE)
_DAV = re.compile(r"\b(?:web|cal|card)dav\b", re.IGNORECASE)
_ROBOTS = re.compile(r"^(?:allow|sitemap)\s{0,4}:\s{0,4}(\S{1,500})", re.IGNORECASE | re.MULTILINE)
_LOCATION = re.compile(r"<loc>\s{0,9}([^<\s]{1,500})")
_TALKS = re.compile(r"api|client|service|store|fetch|request|backend|http|rest", re.IGNORECASE)
"""Parts of a program by whose name they may be what asks its server."""
_PROGRAMS = re.compile(r"php|asp\.net|mod_(?:perl|python|wsgi)|passenger|phusion", re.IGNORECASE)
"""What servers say of themselves that open a folder by running its index."""
_NUMBERS = re.compile(r"[0-9a-f]{8,}|\d+", re.IGNORECASE)
_REPEATED = 2


@dataclass(frozen=True, slots=True, kw_only=True)
class Target:
    """One request that the crawl may make; a higher `promise` comes first, for as many bytes. `script`: an
    external script, `shell` that of a page without text of its own; `api`: named by a page's own script;
    `kind`: what named it; `acts`: the words beside it say that it does something; `span`: the bytes that are
    wanted of it; `calls`: what the page of a script calls of it."""

    path: str
    promise: int
    accept: str = HTML
    method: str = "GET"
    kind: Kind = Kind.PAGE
    shell: bool = False
    api: bool = False
    acts: bool = False
    span: tuple[int, int] | None = None
    calls: PageCalls = NO_PAGE

    @property
    def script(self) -> bool:
        return self.kind is Kind.SCRIPT

    @property
    def picture(self) -> bool:
        return self.kind is Kind.PICTURE

    @property
    def key(self) -> tuple[str, str, tuple[int, int] | None]:
        """What makes two requests the same."""
        return self.method, self.path, self.span

    @property
    def form(self) -> str:
        """The path with its numbers left out: pages of one form hold the same kind of thing."""
        return _NUMBERS.sub("0", self.path)

    def worth(self, asked_alike: int) -> float:
        """The promise for its probable bytes; after two of one form, a third adds little."""
        cost = 1.5 if self.script else 0.8 if self.accept == JSON else 0.5 if self.picture else 1.0
        return self.promise / cost / (4 if asked_alike >= _REPEATED and not self.script else 1)


def targets(
    answer: Answer, host: str, calls: PageCalls = NO_PAGE, *, listing: bool = False
) -> Iterator[Target]:
    """What this answer names, in no order; `host` as in the Host header, `calls` what the page of a script
    calls of it; `listing`: a machine made it, of the folders and files that there are."""
    if answer.reply.status in REDIRECTS:
        where = answer.reply.header("location")
        yield from _led(answer, where, host, 90)
        return
    opens = listing and not _runs_programs(answer)
    for one in _from_content(answer, host, calls):
        folder = opens and one.path.endswith("/") and one.path.startswith(answer.path)
        yield replace(one, kind=Kind.FOLDER) if folder and one.kind is Kind.PAGE else one
    for template in described_paths(answer, host):
        if not template.names:
            yield described_target(template.path, template.promise)
    if answer.reply.status == dav.FOUND:
        yield from _folders(answer, host)
    elif _speaks_dav(answer):
        yield Target(path=answer.path, promise=80, method="PROPFIND")
    elif answer.path == "/" and answer.reply.status in REFUSES:
        yield Target(path="/", promise=7, method="PROPFIND")


def _led(answer: Answer, where: str, host: str, worth: int) -> Iterator[Target]:
    """Where an answer sends whoever asks for it."""
    kind = Kind.FRONT if answer.path == "/" else Kind.PAGE
    for one in _target(answer.path, where, host, worth, acts=says_act(where[:LONGEST])):
        yield replace(one, kind=kind)


def _runs_programs(answer: Answer) -> bool:
    """Does a program lie in this folder, or does the server say that it runs some? Then one may answer for a
    folder inside, as its `index.php`, and only a reading noun is opened."""
    server_names = f"{answer.reply.header('server')} {answer.reply.header('x-powered-by')}"
    links = answer.page.links if answer.page is not None else ()
    return _PROGRAMS.search(server_names) is not None or any(runs(link.href) for link in links[:MOST])


def described_target(path: str, promise: int) -> Target:
    """A GET that an API description names."""
    return Target(path=path, promise=promise, accept=JSON, api=True, kind=Kind.DOCUMENTED)


def _from_content(answer: Answer, host: str, calls: PageCalls) -> Iterator[Target]:
    if answer.page is not None:
        yield from _from_page(answer, answer.page, host)
    elif answer.path == ROBOTS or answer.text.lstrip()[:6].lower() == "<?xml ":
        yield from _from_sitemap(answer, host)
    elif is_script(answer):
        yield from _from_script(answer, host, calls)
    elif answer.data is not None and answer.reply.status == 200 and not _describes(answer.data):
        yield from _named_in_json(answer.data, host)


def _folders(answer: Answer, host: str) -> Iterator[Target]:
    """The folders that a WebDAV answer names: those inside, and a person's own."""
    for href in list(dict.fromkeys(_HREF.findall(answer.text)))[:FOLDERS]:
        path = resolve_link(answer.path, href, host)
        if path.endswith("/") and path != answer.path and not says_act(path):
            yield Target(path=path, promise=82, method="PROPFIND")


def _speaks_dav(answer: Answer) -> bool:
    """By its headers, or by a word of the page."""
    allowed = "PROPFIND" in answer.reply.header("allow")[:500] or bool(answer.reply.header("dav"))
    dav = answer.page is not None and answer.reply.status == 200 and _DAV.search(answer.page.text[:4000])
    return allowed or bool(dav)


def _describes(data: Json) -> bool:
    """An API description names its paths itself, with their methods."""
    return isinstance(data, dict) and "paths" in data and ("openapi" in data or "swagger" in data)


def described_paths(answer: Answer, host: str) -> Iterator[Template]:
    """The read-only paths of an API description, with their promise."""
    for template in templates(answer):
        path = resolve_link("/", template.path, host) if not template.names else template.path
        if path:
            yield Template(path=path, names=template.names, promise=15 + promise(path, ""))


def own_scripts(answer: Answer, host: str) -> Iterator[Target]:
    """The external scripts of a page, and what its inline scripts name: its own API."""
    page = answer.page
    if page is None:
        return
    calls = page_calls(page.onload, page.by_hand, page.inline)
    shell = len(page.text) < SHELL_TEXT
    paths = (resolve_link(answer.path, source, host) for source in page.scripts)
    kept = sorted((path for path in paths if path), key=is_library)
    for number, path in enumerate(kept[:SCRIPTS]):
        worth = 5 if is_library(path) else 65 if shell else 30
        yield Target(
            path=path, promise=worth - number, accept="*/*", kind=Kind.SCRIPT, shell=shell, calls=calls
        )
    yield from _literals(answer.path, page.inline, host, calls)


def _from_script(answer: Answer, host: str, calls: PageCalls) -> Iterator[Target]:
    """What it reads, the files of which it is made, and where it leads when it is there for nothing else."""
    yield from _literals("/", answer.text, host, calls)
    for where in leads_to(answer.text, calls.onload) if len(answer.text) < ONLY else ():
        if "?" not in where and not says_command(where):
            yield from _target("/", where, host, 88)
    for number, part in enumerate(imported_scripts(answer.text)):
        path = resolve_link(answer.path, part, host)
        if path and not says_command(part) and not says_act(path) and not is_library(path):
            worth = 60 if _TALKS.search(part) else 25
            yield Target(path=path, promise=worth - number, accept="*/*", kind=Kind.SCRIPT, calls=calls)


def is_script(answer: Answer) -> bool:
    return "javascript" in answer.kind or answer.path.partition("?")[0].endswith((".js", ".mjs"))


def promise(href: str, label: str) -> int:
    """How probable it is that something readable is there, by the words: 10 to 70."""
    words = set(words_of(f"{href[:LONGEST]} {label}"))
    return 10 + max(
        (worth for worth, named in PROMISING if any(named.fullmatch(word) for word in words)), default=0
    )


def _from_page(answer: Answer, page: Page, host: str) -> Iterator[Target]:
    for link in page.links[:MOST]:
        yield from _target(answer.path, link.href, host, promise(link.href, link.text), acts=acts(link))
    if len(page.text) < SHELL_TEXT:
        refresh = _REFRESH.search(page.metas.get("refresh", ""))
        for where in (*leads_to(page.inline, page.onload), *([refresh[1]] if refresh else [])):
            yield from _led(answer, where, host, 88)
    for frame in page.frames:
        yield from _target(answer.path, frame, host, 70, acts=says_act(frame))
    for picture in picture_streams(answer.text):
        if path := resolve_link(answer.path, picture, host):
            yield Target(path=path, promise=75, accept="image/*,*/*;q=0.5", kind=Kind.PICTURE)
    yield from own_scripts(answer, host)


def _from_sitemap(answer: Answer, host: str) -> Iterator[Target]:
    pattern = _ROBOTS if answer.path == ROBOTS else _LOCATION
    for number, found in enumerate(pattern.finditer(answer.text)):
        if number >= MOST:
            return
        if "*" not in found[1]:
            worth = max(5, promise(found[1], "") - 10)
            yield from _target(answer.path, found[1], host, worth, acts=says_act(found[1]))


def _target(
    base: str, href: str, host: str, worth: int, accept: str = HTML, *, acts: bool = False
) -> Iterator[Target]:
    path = resolve_link(base, href, host)
    if path and not _STATIC.search(path.partition("?")[0]):
        yield Target(path=path, promise=worth, accept=accept, acts=acts)


def _literals(base: str, script: str, host: str, calls: PageCalls) -> Iterator[Target]:
    """Paths that a script names as texts: those it calls come first, then by their words. A called one
    without an API's word must promise something: on a small device a call is a command."""
    for found in script_paths(script, calls):
        literal, worth = found.path, promise(found.path, "")
        relative = literal if literal.startswith(("/", ".", "http")) else "/" + literal
        path = resolve_link(base, relative, host)
        if not path or says_command(literal) or _STATIC.search(path.partition("?")[0]):
            continue
        if found.api or worth >= PROMISED or (found.called and _is_list(literal)):
            yield Target(path=path, promise=worth + (25 if found.called else 15), accept=JSON, api=True)


def _is_list(literal: str) -> bool:
    """Is it one plural, as lists are called? The allow-list must know the word."""
    words = words_of(literal.partition("?")[0])
    return "/" not in literal.strip("./") and len(words) == 1 and is_plural(words[0])


def _named_in_json(data: Json, host: str) -> Iterator[Target]:
    for text in named_paths(data, host):
        yield from _target("/", text, host, 20 + promise(text, ""), JSON)
