"""A rejected form: shows its page again, with the error and the values that the user entered."""

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
"""Fields that are never sent back to the page."""
LONGEST = 60_000
MOST_FIELDS = 100


async def page(request: ConsoleRequest, error: LeftopenError, status: HTTPStatus) -> Response | None:
    """None when the form has no page of its own, or none that this user may see."""
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
    """The nearest page at or above the path, such as `/scope` for `/scope/add`. Never a page that needs a
    confirmed identity."""
    while path:
        found, _ = pages.find("GET", path)
        if found is not None:
            route, parts = found
            plain = not isinstance(route.needs, PublicAccess) and not route.unlocked
            return (route, path, parts) if plain else None
        path = path.rpartition("/")[0]
    return None


def _query(request: ConsoleRequest, path: str) -> Pairs:
    """The query of the page that the form was on."""
    came = urlsplit(path_of(request.headers.get("referer", ""), request.headers.get("host", "").lower()))
    if came.path != path:
        return ()
    try:
        pairs = parse_qsl(came.query, max_num_fields=MOST_FIELDS)
    except ValueError:
        # No page links to so many fields: show the page without a query.
        return ()
    return tuple(pair for pair in pairs if pair[0] not in ("said", "format"))


def _fields(form: Pairs) -> Markup:
    """JSON in ASCII, not shortened: it has no character that must be shown by its code."""
    kept = json.dumps([pair for pair in form if pair[0] not in SECRET])
    return escape(kept if len(kept) <= LONGEST else "[]")
