"""Finds the paths that a script names: those it calls, those it only mentions, and the files of which it is
made. Pure and bounded.

A path is *called* when it stands as the argument of a call (`fetch("/list")`, `get("/list")`, `url: "/list"`)
or after a template's address (`${base}/list`). Only those that the script reads by itself (`uses`), no
beginning of a longer one, and none with a query that may say what is to be done. The collection of which one
entry is named (`/api/tasks` of `/api/tasks/${id}`) is mentioned.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import islice

from leftopen.pipeline.safe_links import says_act
from leftopen.pipeline.scripts.handlers import NO_PAGE, PageCalls, by_hand
from leftopen.pipeline.scripts.prefixes import client_base, filled
from leftopen.pipeline.scripts.uses import script_uses
from leftopen.wire.http.link_words import VERBS

LITERALS, EXAMINED = 1000, 2000
LONGEST_SCRIPT = 512 * 1024
_BEFORE = 48
_LITERAL = re.compile(
    r"""(["'`])((?:\$\{[\w.$]{1,60}\}|https?://[\w.:\[\]-]{1,100})?\.?/?[A-Za-z0-9._~-]{0,60}"""
    r"""(?:/[A-Za-z0-9._~-]{0,60}){0,6}(?:\?[A-Za-z0-9=&_-]{1,60})?)(?=\1|\$\{)"""
)
_API = re.compile(
    r"(?:^|/)(?:api(?:v?\d)?|rest|json|v\d|data|_api|rpc)(?:/|$|\?)|\.json(?:$|\?)", re.IGNORECASE
)
_COLLECTION = re.compile(r"(?:/[A-Za-z0-9._~-]{1,60}){1,5}/[A-Za-z_-]{2,59}s(?=/$)")
_IMPORT = re.compile(
    r"""(?:\bfrom|\bimport)\s{0,4}\(?\s{0,4}["'](\.{1,2}/[A-Za-z0-9._~/-]{1,200}\.m?js)["']"""
)
_MEDIA = re.compile(r"/?(?:application|text|image|audio|video|multipart|font)/[\w.+-]+$")
_CALLED = re.compile(
    r"(?:\bfetch|\bajax|getJSON|\baxios|\brequest|[Cc]all|\bload|\bget|\bGET[\"'])\s{0,4}[(,]\s{0,4}$|"
    r"\burl\s{0,4}[:=]\s{0,4}$"
)
_FETCHED = re.compile(
    r"(?:(?<![\w.])fetch|\bwindow\.fetch|(?:\$|\bjQuery|\baxios)\.(?:get|getJSON|ajax)|\baxios)\s{0,4}\(\s{0,4}$|"
    r"\.ajax\(\{\s{0,9}url\s{0,4}:\s{0,4}$|\.open\(\s{0,4}[\"']GET[\"']\s{0,4},\s{0,4}$"
)
_ONE_WORD = re.compile(r"[A-Za-z][A-Za-z0-9_-]{2,40}(?:\.json)?(?:\?[A-Za-z0-9=&_-]{1,60})?")
_CLIENT = re.compile(r"[\w$)]\.get\(\s{0,4}$")
_COMMENT = re.compile(r"^[ \t]{0,40}//[^\n]{0,2000}", re.MULTILINE)
_GOES_ON = re.compile(r"[\"'`]\s{0,4}\+")
_ADDED = re.compile(r"[\"'`]\s{0,4}(?:\+|\.concat\()\s{0,4}[\"'`](\?[\w=&-]{0,60})")
_NUMBERED = re.compile(r"/\d+(?:$|\?)")
"""A number that is written out is most often that of a switch or a channel: others come from a list."""
_ASKS_FOR = frozenset({
    "page", "pages", "pagesize", "perpage", "limit", "offset", "size", "count", "rows", "max", "min", "top",
    "sort", "sortby", "order", "orderby", "desc", "asc", "json", "pretty", "all", "list", "detail", "details",
    "full", "verbose", "fields", "include", "since", "until", "before", "after", "days", "hours", "filter",
    "q", "search", "view", "tab", "lang", "locale", "path", "dir", "folder", "uri", "depth",
    "recursive", "cursor",
})  # fmt: skip
"""Names of a query that say how much is to be read, and of what; any other may say what is to be done."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ScriptPath:
    """`called`: it stands as the argument of a call; `api`: it has an API's word."""

    path: str
    called: bool
    api: bool = False


def script_paths(script: str, page: PageCalls = NO_PAGE) -> Iterator[ScriptPath]:
    """The paths of an API that the script reads by itself, each once, in its order; `page` is what the page
    calls of it."""
    found: dict[str, bool] = {}
    left: set[str] = set()
    script, prefixes = filled(_COMMENT.sub("", script[:LONGEST_SCRIPT]))
    script, base = script[: 2 * LONGEST_SCRIPT], client_base(script)
    uses = script_uses(script, page)
    for path, literal in islice(_named(script, base), EXAMINED):
        if len(found) >= LITERALS:
            break
        if literal[2] in prefixes or literal[2].rstrip("/") == base != "":
            continue
        if collection := _collection(script, path, literal.end()):
            found.setdefault(collection, False)
        if _is_cut(script, path, literal.end()) or not _asks(path + _added(script, literal.end())):
            continue
        if not uses.reads(literal.start(), literal.end()):
            left.add(path)
        elif (called := _is_called(script, path, literal)) or _names_api(path):
            found[path] = found.get(path, False) or called
    for path, called in found.items():
        if called or path not in left:
            yield ScriptPath(path=path, called=called, api=_API.search(path) is not None)


def imported_scripts(script: str) -> tuple[str, ...]:
    """The other files of which this script says that it is made, at most twenty, each once; none that a
    visitor's hand brings in."""
    script_text = _COMMENT.sub("", script[:LONGEST_SCRIPT])
    found = islice(_IMPORT.finditer(script_text), EXAMINED)
    kept = (
        one[1] for one in found if "(" not in one[0] or not by_hand(script_text, one.start(), frozenset())
    )
    return tuple(islice(dict.fromkeys(kept), 20))


def _named(script: str, base: str) -> Iterator[tuple[str, re.Match[str]]]:
    """The literals that may be a path of an API, without the address before it."""
    for literal in _LITERAL.finditer(script):
        path = re.sub(r"^\$\{[\w.$]+\}", "", literal[2])
        if (
            base
            and path == literal[2]
            and not path.startswith(("http", base))
            and _by_client(script, literal)
        ):
            path = f"{base}/{path.lstrip('/')}"
        if path and not _MEDIA.match(path) and (_is_called(script, path, literal) or _names_api(path)):
            yield path, literal


def _by_client(script: str, literal: re.Match[str]) -> bool:
    return _CLIENT.search(script, max(0, literal.start() - _BEFORE), literal.start()) is not None


def _is_called(script: str, path: str, literal: re.Match[str]) -> bool:
    before = script[max(0, literal.start() - _BEFORE) : literal.start()]
    if "/" not in path.strip("."):
        # Many functions take a word; these take an address.
        return _ONE_WORD.fullmatch(path) is not None and _FETCHED.search(before) is not None
    template = path != literal[2] and path.startswith("/")
    return template or _CALLED.search(before) is not None


def _names_api(path: str) -> bool:
    return ("/" in path.rstrip("/") or ".json" in path) and _API.search(path) is not None


def _collection(script: str, path: str, end: int) -> str:
    """The collection of which a text that goes on names one entry: the plural of what is no verb, or ''."""
    found = _COLLECTION.match(path) if _goes_on(script, end) else None
    if found is None or not _API.search(found[0]):
        return ""
    last = found[0].rpartition("/")[2]
    verb = any(says_act(one) or one.lower() in VERBS for one in (last, last[:-1], last.removesuffix("es")))
    return "" if verb or last.endswith(("ss", "us", "is")) else found[0]


def _is_cut(script: str, path: str, end: int) -> bool:
    """Is it only the beginning of a path?"""
    return path.endswith("/") and _goes_on(script, end)


def _goes_on(script: str, end: int) -> bool:
    return script.startswith("${", end) or _GOES_ON.match(script, end) is not None


def _added(script: str, end: int) -> str:
    """The query that is written after the path as a text of its own, or ''."""
    added = _ADDED.match(script, end)
    return added[1] if added else ""


def _asks(path: str) -> bool:
    """Does it say only what is to be read, by its end and its query, if any?"""
    if _NUMBERED.search(path):
        return False
    pairs = (one.partition("=")[0] for one in path.partition("?")[2].split("&"))
    return "?" not in path or all(
        name.lower().replace("_", "").replace("-", "") in _ASKS_FOR for name in pairs
    )
