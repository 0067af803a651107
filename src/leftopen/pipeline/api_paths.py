"""Reads the read-only paths of an API description and those that any JSON answer names, and fills
`{placeholders}` from values that were already seen. Pure and bounded.

Of a description only GET operations, none that demands a query parameter, none whose path or name says that
it acts.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from urllib.parse import urlsplit

from leftopen.model.facts import Json
from leftopen.model.web_page import Answer
from leftopen.pipeline.safe_links import says_act
from leftopen.wire.http.link_words import is_plural

PATHS, OPERATIONS, VALUES, NAMED = 200, 1000, 500, 200
_DISK = re.compile(r"/(?:home|root|tmp|var|usr|etc|opt|srv|mnt|media|proc|dev|sys|run|Users)(?:/|$)")
_WORD = re.compile(r"[a-z][a-z_-]{2,30}")
_JSON_PATH = re.compile(r"/[A-Za-z0-9._~/-]{1,200}")
_PLACEHOLDER = re.compile(r"\{([A-Za-z_][\w.-]{0,60})\}")
_CUT = re.compile(r"\"(/[^\"\s]{0,300})\"\s{0,40}:\s{0,40}\{\s{0,40}\"get\"")
_VALUE = re.compile(r"[A-Za-z0-9_~-][A-Za-z0-9._~-]{0,80}")
_PLAIN = re.compile(r"[^a-z0-9]")
_CONTAINERS = frozenset({"data", "items", "results", "rows", "content"})
_DEEPEST = 4


@dataclass(frozen=True, slots=True, kw_only=True)
class Template:
    """One path as the description writes it; `names` are its placeholders."""

    path: str
    names: tuple[str, ...] = ()
    promise: int = 10


def templates(answer: Answer) -> Iterator[Template]:
    """The read-only paths of a description, with its base path; nothing for any other answer."""
    data = answer.data
    if answer.reply.status != 200:
        return
    if (
        isinstance(data, dict)
        and isinstance(data.get("paths"), dict)
        and ("openapi" in data or "swagger" in data)
    ):
        found = _whole(data)
    elif (
        answer.reply.cut
        and answer.page is None
        and ('"openapi"' in answer.text[:4096] or '"swagger"' in answer.text[:4096])
    ):
        found = (match[1] for match in _CUT.finditer(answer.text))
    else:
        return
    for number, path in enumerate(dict.fromkeys(found)):
        if number >= PATHS:
            return
        names = tuple(_PLACEHOLDER.findall(path))
        if path.startswith("/") and not path.startswith("//") and not says_act(path):
            yield Template(path=path, names=names)


def _whole(data: dict[str, Json]) -> Iterator[str]:
    paths, base = data.get("paths"), _base(data)
    for path, held in list(paths.items())[:OPERATIONS] if isinstance(paths, dict) else []:
        read = held.get("get") if isinstance(held, dict) else None
        if not isinstance(read, dict) or not isinstance(held, dict):
            continue
        operation = read.get("operationId")
        demanded = [*_list(held.get("parameters")), *_list(read.get("parameters"))]
        if not any(map(_demands, demanded)) and not says_act(operation if isinstance(operation, str) else ""):
            yield base + path


def _list(value: Json) -> list[Json]:
    return value[:50] if isinstance(value, list) else []


def _demands(parameter: Json) -> bool:
    """Must the caller send it, elsewhere than in the path?"""
    held = parameter if isinstance(parameter, dict) else {}
    return held.get("required") is True and held.get("in") != "path"


def _base(data: dict[str, Json]) -> str:
    """The path that all others stand under; '' when the description names another server."""
    servers = data.get("servers")
    first = servers[0] if isinstance(servers, list) and servers else None
    url = first.get("url") if isinstance(first, dict) else data.get("basePath")
    if not isinstance(url, str) or "{" in url:
        return ""
    try:
        path = urlsplit(url[:500]).path
    except ValueError:
        return ""
    return path.rstrip("/") if path.startswith("/") else ""


def named_paths(data: Json, host: str) -> Iterator[str]:
    """Paths that a JSON answer names as keys or values: an index of what else there is; of an answer that is
    only a list of plurals, these. None with a query, and none below a name that says that something is done.
    """
    yield from _collections(data)
    for number, text in enumerate(_texts(data, _DEEPEST)):
        if number >= NAMED:
            return
        path = _JSON_PATH.fullmatch(text) is not None and _DISK.match(text) is None
        if (path or text.startswith(f"http://{host}/")) and "?" not in text and not says_act(text):
            yield text


def _collections(data: Json) -> list[str]:
    """`["members", "invoices"]`: what such a server has lies beside the list."""
    names = data[:NAMED] if isinstance(data, list) else []
    words = [one for one in names if isinstance(one, str) and _WORD.fullmatch(one) and is_plural(one)]
    return [f"/{word}" for word in words if not says_act(word)] if len(words) == len(names) else []


def _texts(data: Json, deepest: int) -> Iterator[str]:
    if isinstance(data, str):
        yield data
    elif isinstance(data, dict) and deepest and not _does(data):
        for key, value in list(data.items())[:NAMED]:
            yield key
            if not says_act(key):
                yield from _texts(value, deepest - 1)
    elif isinstance(data, list) and deepest:
        for value in data[:NAMED]:
            yield from _texts(value, deepest - 1)


def _does(data: dict[str, Json]) -> bool:
    """Does an entry of an index say that it is no GET, or that following it does something?"""
    method = data.get("method", data.get("type"))
    changes = isinstance(method, str) and method.upper() in ("POST", "PUT", "PATCH", "DELETE")
    names = (data.get(key) for key in ("rel", "name", "title"))
    return changes or any(isinstance(name, str) and says_act(name) for name in names)


@dataclass(slots=True, kw_only=True)
class SeenValues:
    """Values of JSON answers, by the name of their key. `{petId}` and `{pet_id}` are one name; `id` in a list
    under `/pets` is also a `petId`."""

    _by_name: dict[str, str] = field(default_factory=dict)

    def keep(self, answer: Answer) -> None:
        """Remembers the first value of each name in this answer."""
        if answer.reply.status == 200 and isinstance(answer.data, dict | list) and "paths" not in answer.data:
            last = _plain(answer.path.partition("?")[0].rstrip("/").rpartition("/")[2])
            self._walk(answer.data, last, 0)

    def filled(self, template: Template) -> str:
        """The path with values, or '' while one is missing."""
        path = template.path
        for name in template.names:
            before = path.partition(f"{{{name}}}")[0].rstrip("/").rpartition("/")[2]
            plain = _plain(name)
            owned = tuple(owner + plain for owner in _singulars(_plain(before)))
            names = (*owned, plain) if plain in ("id", "name", "key") else (plain,)
            value = next((self._by_name[one] for one in names if one in self._by_name), "")
            if not value:
                return ""
            path = path.replace(f"{{{name}}}", value)
        return "" if says_act(path) else path

    def _walk(self, data: Json, under: str, depth: int) -> None:
        if depth > _DEEPEST or len(self._by_name) >= VALUES:
            return
        for inner in data[:3] if isinstance(data, list) else []:
            self._walk(inner, under, depth + 1)
        for key, value in list(data.items())[:60] if isinstance(data, dict) else []:
            plain = _plain(key)
            if isinstance(value, dict | list):
                named = isinstance(value, list) and plain not in _CONTAINERS
                self._walk(value, plain if named else under, depth + 1)
            elif plain and type(value) in (str, int) and _VALUE.fullmatch(text := str(value)[:100]):
                self._by_name.setdefault(plain, text)
                for owner in _singulars(under):
                    self._by_name.setdefault(owner + plain, text)


def _singulars(word: str) -> tuple[str, ...]:
    """What one of these may be called: boxes → boxes, boxe, box."""
    return tuple(dict.fromkeys((word, word.removesuffix("s"), word.removesuffix("es"))))


def _plain(name: str) -> str:
    return _PLAIN.sub("", name[:100].lower())
