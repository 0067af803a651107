"""Rejects broken texts in a request: those with NUL, which ends a text in many programs, and those with lone
surrogates, which JSON can express and nothing can store or send. Applied once to the whole request."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping

from starlette.requests import Request

from leftopen.errors import BadRequest
from leftopen.present.printable import printable

_BROKEN = re.compile("[\0\ud800-\udfff]")
# Their bodies are never read.
_WITHOUT_BODY = frozenset(("GET", "HEAD", "OPTIONS"))


async def check_texts(request: Request, form: Mapping[str, str]) -> None:
    """Raises BadRequest for a broken text in the path, the query string, the form or the JSON."""
    for name, value in _named(request, form):
        _check(name, value)
    if request.method not in _WITHOUT_BODY:
        for text in _texts(await _json(request)):
            _check("the body", text)


def _named(request: Request, form: Mapping[str, str]) -> Iterator[tuple[str, str]]:
    yield "the path", request.scope["path"]
    for name, value in (*request.query_params.multi_items(), *form.items()):
        yield "a name", name
        yield name, value


async def _json(request: Request) -> object:
    """None where the body is no JSON: its handler reports that."""
    try:
        found: object = await request.json()
    except (ValueError, RecursionError):
        return None
    return found


def _texts(value: object) -> Iterator[str]:
    waiting = [value]
    while waiting:
        one = waiting.pop()
        if isinstance(one, str):
            yield one
        elif isinstance(one, list):
            waiting += one
        elif isinstance(one, dict):
            waiting += (*one, *one.values())


def _check(name: str, text: str) -> None:
    if _BROKEN.search(text):
        raise BadRequest(f"{printable(name, 64)} contains a NUL or an incomplete character")
