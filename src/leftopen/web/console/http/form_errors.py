"""A rejected form: shows its page again, with the error and the values that the user entered."""

from __future__ import annotations

import json
from dataclasses import replace
from urllib.parse import parse_qsl, urlsplit

from markupsafe import Markup, escape

from leftopen.errors import LeftopenError
from leftopen.web.console.http.form_body import Pairs
from leftopen.web.console.http.page_index import Found
from leftopen.web.console.http.request import ConsoleRequest, RejectedForm
from leftopen.web.console.http.route import PublicAccess, Route
from leftopen.web.console.http.urls import path_of

SECRET = frozenset(("csrf", "password", "again", "old", "code", "proof", "credential", "next"))
"""Fields that are never sent back to the page."""
LONGEST = 60_000
MOST_FIELDS = 100


def page_of_form(request: ConsoleRequest, error: LeftopenError) -> tuple[ConsoleRequest, Route] | None:
    """The request of the page that the rejected form is on, with the form to fill in again. None when it has
    no page of its own. Whether this user may see it is not checked yet."""
    found = None if request.json or request.method != "POST" else _above(request)
    if found is None:
        return None
    rejected = RejectedForm(wrong=request.t(str(error)), action=request.path, fields=_fields(request.form))
    asked = replace(
        request, method="GET", path=found.path, parts=found.parts, query=_query(request, found.path), form=(),
        file=None, rejected_form=rejected,
    )  # fmt: skip
    return asked, found.route


def _above(request: ConsoleRequest) -> Found | None:
    """The nearest page at or above the path. Never a page that needs a confirmed identity."""
    found = request.state.pages.above(request.path)
    if found is None or isinstance(found.route.needs, PublicAccess) or found.route.unlocked:
        return None
    return found


def _query(request: ConsoleRequest, path: str) -> Pairs:
    """The query of the page that the form was on."""
    came = urlsplit(path_of(request.headers.get("referer", ""), request.netloc))
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
