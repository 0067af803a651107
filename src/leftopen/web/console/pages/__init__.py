"""One file per page; each binds `routes`."""

from __future__ import annotations

from leftopen.web.console.http.route import Route
from leftopen.web.console.pages import (
    account,
    audit,
    case,
    docs,
    exposures,
    files,
    help,
    host,
    imports,
    keys,
    live,
    oidc,
    overview,
    passkeys,
    review,
    scans,
    scope,
    search,
    settings,
    sign_in,
    users,
)

PAGES = (
    overview, search, host, exposures, review, case, scans, scope, imports, users, keys, audit, settings,
    help, docs, account, oidc, passkeys, sign_in, live, files,
)  # fmt: skip
ROUTES: tuple[Route, ...] = tuple(route for page in PAGES for route in page.routes)
WIDE = frozenset(route.path for route in ROUTES if route.brings_file)
"""Paths where a form may carry an upload."""
BY_ITSELF = frozenset(("/live", "/search/complete"))
"""Paths that a page requests in the background."""


def find(method: str, path: str) -> tuple[tuple[Route, dict[str, str]] | None, frozenset[str]]:
    """The route with the parts of its path; and the methods that exist for the path."""
    fitting = [(route, parts) for route in ROUTES if (parts := route.parts(path)) is not None]
    found = next(((route, parts) for route, parts in fitting if route.method == method), None)
    return found, frozenset(route.method for route, _ in fitting)
