"""Finds the paths that a script names: those it calls, those it only mentions, where it leads, and the files
of which it is made. Pure and bounded.

A path is *called* when it stands as the argument of a call (`fetch("/list")`, `get("/list")`, `url: "/list"`)
or after a template's address (`${base}/list`). One that stands in a statement with POST, PUT, PATCH or DELETE
is left out: a GET of it was never meant. The collection of which it is a part (`/api/tasks` of
`/api/tasks/${id}`) is mentioned. A place that a script leads to counts only where the script runs by itself:
outside of functions, and not after a question to the visitor; or where the script does nothing else.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import islice

LITERALS = 1000
LONGEST_SCRIPT = 512 * 1024
_BEFORE, _AROUND = 48, 160
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
_WRITES = re.compile(
    r"(?:\b(?:post|put|patch|delete|del)\s{0,4}\(|\b(?:POST|PUT|PATCH|DELETE)[\"'`]\s{0,4},)\s{0,4}$",
    re.IGNORECASE,
)
_COMMENT = re.compile(r"^[ \t]{0,40}//[^\n]{0,2000}", re.MULTILINE)
_CHANGES = re.compile(
    r"\b(?:method|type)[\"'`]?\s{0,4}:\s{0,4}[\"'`](?:post|put|patch|delete)\b", re.IGNORECASE
)
ONLY = 2000
_ONLY = re.compile(
    r"""\s{0,99}function\s{1,9}\w{1,99}\(\)\s{0,9}\{\s{0,9}(?:window\.)?location\.(?:replace|assign)\("""
    r"""["'](/[^"'\s]{1,500})["']\);?\s{0,9}\};?\s{0,99}"""
)
_LEADS = re.compile(
    r"""\blocation(?:\.href)?\s{0,4}=\s{0,4}["'`]([^"'`\s]{1,500})["'`]|"""
    r"""\blocation\.(?:replace|assign)\(\s{0,4}["'`]([^"'`\s]{1,500})["'`]"""
)


@dataclass(frozen=True, slots=True, kw_only=True)
class ScriptPath:
    """`called`: it stands as the argument of a call; `api`: it has an API's word."""

    path: str
    called: bool
    api: bool = False


def script_paths(script: str) -> Iterator[ScriptPath]:
    """The paths of an API that the script names, each once, in its order."""
    found: dict[str, bool] = {}
    written: set[str] = set()
    script = _COMMENT.sub("", script[:LONGEST_SCRIPT])
    for literal in _LITERAL.finditer(script):
        path = re.sub(r"^\$\{[\w.$]+\}", "", literal[2])
        if len(found) >= LITERALS or not path or _MEDIA.match(path):
            continue
        before = script[max(0, literal.start() - _BEFORE) : literal.start()]
        collection = _COLLECTION.match(path) if script[literal.end() : literal.end() + 2] == "${" else None
        if collection and _API.search(collection[0]):
            found.setdefault(collection[0], False)
        if _WRITES.search(before) or _CHANGES.search(_statement(script, literal.start(), literal.end())):
            written.add(path)
            continue
        template = path != literal[2] and path.startswith("/")
        called = "/" in path.strip(".") and (template or _CALLED.search(before) is not None)
        if called or (("/" in path.rstrip("/") or ".json" in path) and _API.search(path)):
            found[path] = found.get(path, False) or called
    for path, called in found.items():
        if called or path not in written:
            yield ScriptPath(path=path, called=called, api=_API.search(path) is not None)


def imported(script: str) -> tuple[str, ...]:
    """The other files of which this script says that it is made, at most twenty, each once."""
    said = _COMMENT.sub("", script[:LONGEST_SCRIPT])
    return tuple(islice(dict.fromkeys(found[1] for found in _IMPORT.finditer(said)), 20))


def leads_to(script: str) -> Iterator[str]:
    """Where a script sends the visitor, at most ten places. One that is short and holds nothing else is there
    to send them: it counts also inside its function."""
    if (only := _ONLY.fullmatch(script[:ONLY])) is not None:
        yield only[1]
        return
    said = _COMMENT.sub("", script[:LONGEST_SCRIPT])
    if "confirm(" in said:
        return
    for number, found in enumerate(_LEADS.finditer(said)):
        if number >= 10:
            return
        before = said[: found.start()]
        inside = before.count("{") > before.count("}")
        if not inside and not said[found.end() : found.end() + 4].lstrip().startswith("+"):
            yield (found[1] or found[2]).replace("&amp;", "&")


def _statement(script: str, start: int, end: int) -> str:
    """What stands around the literal, up to the next semicolons."""
    before = script[max(0, start - _AROUND) : start].rpartition(";")[2]
    return before + script[start:end] + script[end : end + _AROUND].partition(";")[0]
