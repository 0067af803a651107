"""A form that was refused: its own page once more, with why, and with what was typed into it."""

from __future__ import annotations

import json
from dataclasses import replace
from http import HTTPStatus
from urllib.parse import parse_qsl, urlsplit

from markupsafe import Markup, escape
from starlette.responses import Response

from leftopen.errors import LeftopenError
from leftopen.web.console import access, pages
from leftopen.web.console.http.request import ConsoleRequest, Pairs, RejectedForm
from leftopen.web.console.http.route import PublicAccess, Route, answered
from leftopen.web.console.http.urls import path_of

SECRET = frozenset(("csrf", "password", "again", "old", "code", "proof", "credential", "next"))
"""Fields that no page gets back."""
LONGEST = 60_000
MOST_FIELDS = 100


async def page(request: ConsoleRequest, error: LeftopenError, status: HTTPStatus) -> Response | None:
    """None where the form has no page of its own, or none that this person may see."""
    found = None if request.json or request.method != "POST" else _above(request.path)
    if found is None:
        return None
    route, path, parts = found
    looked = replace(
        request, method="GET", path=path, parts=parts, query=_query(request, path), form=(), file=None,
        typed=RejectedForm(wrong=request.t(str(error)), action=request.path, fields=_fields(request.form)),
    )  # fmt: skip
    try:
        access.enter(looked, route)
        answer = await answered(looked, route)
    except (LeftopenError, access.AccessDenied):
        return None
    if answer.status_code != HTTPStatus.OK:
        return None
    answer.status_code = status
    return answer


def _above(path: str) -> tuple[Route, str, dict[str, str]] | None:
    """The nearest page at or above that path, `/scope` for `/scope/add`; none that asks for a proof."""
    while path:
        found, _ = pages.find("GET", path)
        if found is not None:
            route, parts = found
            plain = not isinstance(route.needs, PublicAccess) and not route.unlocked
            return (route, path, parts) if plain else None
        path = path.rpartition("/")[0]
    return None


def _query(request: ConsoleRequest, path: str) -> Pairs:
    """What the page was asked with when the form was on it."""
    came = urlsplit(path_of(request.headers.get("referer", ""), request.headers.get("host", "").lower()))
    if came.path != path:
        return ()
    try:
        pairs = parse_qsl(came.query, max_num_fields=MOST_FIELDS)
    except ValueError:
        # No page of ours links to one with so many: it is drawn as nobody asked anything of it.
        return ()
    return tuple(pair for pair in pairs if pair[0] not in ("said", "format"))


def _fields(form: Pairs) -> Markup:
    """Whole, unlike what else a page shows: JSON in ASCII has no character that needs a code."""
    kept = json.dumps([pair for pair in form if pair[0] not in SECRET])
    return escape(kept if len(kept) <= LONGEST else "[]")
