"""The pages together: the route of a request, the navigation of a user, and what is marked in it."""

from __future__ import annotations

import time
from collections.abc import Callable

import pytest
from starlette.responses import Response

from leftopen.model.permission import PERMISSIONS, Permission, Role
from leftopen.web.console.http.page import Link, Page
from leftopen.web.console.http.page_index import NavigationRow, page_index
from leftopen.web.console.http.request import ConsoleRequest
from leftopen.web.console.http.route import PublicAccess, Route, get, post
from leftopen.web.console.pages import installed

INDEX = installed()
KNOWN = {
    "/": "Overview",
    "/exposures": "Exposures",
    "/exposures/review": "Review",
    "/search": "Search",
    "/outbox": "Outbox",
    "/scans": "Scans",
    "/monitors": "Monitors",
    "/scope": "Scope",
    "/imports": "Imports",
    "/users": "Users",
    "/keys": "API keys",
    "/audit": "Audit log",
    "/settings": "Settings",
    "/help": "Help",
    "/docs": "Documentation",
}
"""In the order of the navigation."""
HERE = Link(title="Here", help="Here.", order=101)


def allowed(role: Role) -> Callable[[str], bool]:
    return lambda permission: Permission(permission) in PERMISSIONS[role]


def nothing(request: ConsoleRequest) -> Response:
    return Response(request.path)


def page(*routes: Route, link: Link | None = None, under: str = "") -> Page:
    return Page(routes=routes, link=link, under=under)


def a_get(path: str) -> Route:
    return get(path, Permission.VIEW, nothing)


def known(role: Role, path: str = "/") -> list[NavigationRow]:
    """Without pages that came later: they need no edit here."""
    return [row for row in INDEX.navigation(allowed(role), INDEX.place(path).marked) if row.path in KNOWN]


def test_the_navigation_of_an_admin() -> None:
    rows = known(Role.ADMIN)
    assert [(row.path, row.title) for row in rows] == list(KNOWN.items())
    begin = [(row.path, str(row.begins)) for row in rows if row.begins]
    assert begin == [
        ("/", "Watch"), ("/outbox", "Tell"), ("/scans", "Scan"), ("/users", "Administer"), ("/help", "Help")
    ]  # fmt: skip
    assert [(row.path, row.live) for row in rows if row.live] == [
        ("/exposures", "open"), ("/exposures/review", "reviews"), ("/outbox", "approvals")
    ]  # fmt: skip


def test_a_user_sees_the_links_that_the_role_opens() -> None:
    seen = {role: [row.path for row in known(role)] for role in Role}
    assert seen[Role.AUDITOR] == ["/audit", "/help"]
    assert seen[Role.VIEWER] == ["/", "/exposures", "/exposures/review", "/search", "/help", "/docs"]
    assert "/imports" in seen[Role.SCANNER_ADMIN]
    assert "/users" not in seen[Role.SCANNER_ADMIN]


@pytest.mark.parametrize(
    ("path", "marked"),
    [
        ("/", ["/"]),
        ("/search", ["/search"]),
        ("/search/export", ["/search"]),
        ("/host/192.0.2.1", ["/search"]),
        ("/case/3fa9", ["/exposures"]),
        ("/case/3fa9/decide", ["/exposures"]),
        ("/scan/3fa9", ["/scans"]),
        ("/import/3fa9", ["/imports"]),
        ("/scope/add", ["/scope"]),
        ("/docs/watch/cases", ["/docs"]),
        ("/me", []),
        ("/nowhere", []),
        ("//x", []),
        ("/nowhere/at/all/and/deeper", []),
    ],
)
def test_which_link_is_marked(path: str, marked: list[str]) -> None:
    rows = INDEX.navigation(allowed(Role.ADMIN), INDEX.place(path).marked)
    assert [row.path for row in rows if row.current] == marked


@pytest.mark.parametrize(
    ("path", "about"),
    [
        ("/", "console"), ("/search/save", "search"), ("/help", "search"), ("/scope", "authorisation"),
        ("/scan/3fa9", "authorisation"), ("/scans", "authorisation"), ("/import/3fa9", "importing"),
        ("/imports/cancel", "importing"), ("/keys/add", "api"), ("/settings", "settings"),
        ("/host/192.0.2.1", "places"), ("/audit", "asvs"), ("/case/3fa9", "console"), ("/me", "console"),
        ("/users", "start/console"), ("/nowhere", "start/console"), ("/docs/reference/search", ""),
    ],
)  # fmt: skip
def test_the_page_about_a_path(path: str, about: str) -> None:
    assert INDEX.place(path).about == about


def test_the_own_account_is_marked_on_each_of_its_pages() -> None:
    for path in ("/me", "/me/second", "/me/passkeys/new", "/me/passkeys/add"):
        assert INDEX.place(path).marked == "account"


def test_a_path_of_many_segments_costs_little() -> None:
    begun = time.thread_time()
    assert INDEX.above("/" * 60_000) is None
    assert INDEX.above("/nowhere" + "/x" * 30_000) is None
    assert time.thread_time() - begun < 0.5


def test_the_methods_of_a_path() -> None:
    found, methods = INDEX.find("PUT", "/scans")
    assert found is None
    assert methods == {"GET", "POST"}
    found, _ = INDEX.find("GET", "/docs/watch/cases")
    assert found is not None
    assert found.parts == {"folder": "decisions", "name": "0001-three-verdicts"}


def test_links_of_equal_order_are_sorted_by_the_name_of_their_page() -> None:
    made = page_index({name: page(a_get(f"/{name}"), link=HERE) for name in ("b", "c", "a")})
    assert [row.path for row in made.navigation(lambda _: True, made.place("/a").marked)] == [
        "/a",
        "/b",
        "/c",
    ]


@pytest.mark.parametrize(
    ("other", "said"),
    [
        (page(a_get("/one/{name}")), "pages other and own: /one/{name} and /one/{id} match the same request"),
        (page(a_get("/one/x")), "pages other and own: /one/x and /one/{id} match the same request"),
        (page(a_get("/{any}/x")), "pages other and own: /{any}/x and /one/{id} match the same request"),
        (page(link=HERE), "page other: a link needs a first route"),
        (page(post("/two", Permission.VIEW, nothing), link=HERE), "page other: a link needs a first route"),
        (page(get("/two", PublicAccess.ANYBODY, nothing), link=HERE), "page other: a link needs a first"),
        (page(a_get("/two/{id}"), link=HERE), "page other: a link needs a first route"),
        (page(a_get("/two"), under="none"), "page other: there is no page 'none' to be under"),
    ],
)
def test_a_page_that_can_not_be_is_named(other: Page, said: str) -> None:
    with pytest.raises(TypeError) as raised:
        page_index({"other": other, "own": page(a_get("/one/{id}"))})
    assert said in str(raised.value)


def test_pages_that_share_no_request_are_no_error() -> None:
    posted = page(post("/one/{id}", Permission.VIEW, nothing), a_get("/one"), a_get("/one/{id}/{name}"))
    assert len(page_index({"other": posted, "own": page(a_get("/one/{id}"))}).routes) == 4
