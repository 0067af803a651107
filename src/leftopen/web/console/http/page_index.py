"""All pages of the console: finds the route of a request, and the navigation for a user."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from itertools import combinations

from starlette.routing import Match

from leftopen.model.permission import Permission
from leftopen.translate import Message
from leftopen.web.console.http.page import Page
from leftopen.web.console.http.route import Route


@dataclass(frozen=True, slots=True, kw_only=True)
class Found:
    """A route of the page `name`; `path` is the path that it matches, with its `parts`."""

    name: str
    route: Route
    path: str
    parts: dict[str, str]


@dataclass(frozen=True, slots=True, kw_only=True)
class Place:
    """`marked`: the name of the page whose link is marked, '' for none; `about`: the documentation page, ''
    for none."""

    marked: str
    about: str


@dataclass(frozen=True, slots=True, kw_only=True)
class NavigationRow:
    """A link as one user sees it. `current`: its page is shown now; `begins`: the section of which it is the
    first, None for another; the rest as in `Link`."""

    path: str
    title: str
    help: str
    current: bool
    begins: Message | None
    live: str


@dataclass(frozen=True, slots=True, kw_only=True)
class PageIndex:
    """`pages` by name; `rows`: every route with the name of its page; `depth`: the most segments of a
    path."""

    pages: Mapping[str, Page]
    rows: tuple[tuple[str, Route], ...]
    depth: int

    @property
    def routes(self) -> tuple[Route, ...]:
        return tuple(route for _, route in self.rows)

    @property
    def wide(self) -> frozenset[str]:
        """Paths where a form may carry an upload."""
        return frozenset(route.path for route in self.routes if route.brings_file)

    def find(self, method: str, path: str) -> tuple[Found | None, frozenset[str]]:
        """The route of the request, and the methods that exist for the path."""
        scope = {"type": "http", "method": method, "path": path}
        fitting = [
            Found(name=name, route=route, path=path, parts=child["path_params"])
            for name, route in self.rows
            for match, child in (route.matches(scope),)
            if match is not Match.NONE
        ]
        found = next((one for one in fitting if one.route.method == method), None)
        return found, frozenset(one.route.method for one in fitting)

    def above(self, path: str) -> Found | None:
        """The page at the path, or the nearest above it, such as `/scope` for `/scope/add`."""
        pieces = path.split("/", self.depth + 1)[: self.depth + 1]
        for size in range(len(pieces), 1, -1):
            above = "/".join(pieces[:size])
            found, _ = self.find("GET", above)
            # The first page is above no other.
            if found is not None and (above != "/" or path == "/"):
                return found
        return None

    def place(self, path: str) -> Place:
        """Where the path is among the pages."""
        found = self.above(path)
        if found is None:
            return Place(marked="", about=Page(routes=()).about)
        page = self.pages[found.name]
        return Place(marked=page.under or found.name, about=page.about)

    def navigation(self, may: Callable[[str], bool], marked: str) -> list[NavigationRow]:
        """The links of this user, in their order; those of equal order by the name of their page."""
        links = [(page.link, name) for name, page in self.pages.items() if page.link]
        rows: list[NavigationRow] = []
        section: Message | None = None
        for link, name in sorted(links, key=lambda row: (row[0].order, row[1])):
            first = self.pages[name].routes[0]
            if may(first.needs):
                begins = link.section if link.section != section else None
                section = link.section
                rows.append(
                    NavigationRow(
                        path=first.path, title=link.title, help=link.help, current=name == marked,
                        begins=begins, live=link.live,
                    )
                )  # fmt: skip
        return rows


def page_index(pages: Mapping[str, Page]) -> PageIndex:
    """Raises TypeError when two routes may match one request, a link can't lead to the first route of its
    page, or `under` names no page."""
    rows = tuple((name, route) for name, page in pages.items() for route in page.routes)
    for (one, first), (other, second) in combinations(rows, 2):
        if first.method == second.method and _may_both_match(first.path, second.path):
            raise TypeError(f"pages {one} and {other}: {first.path} and {second.path} match the same request")
    for name, page in pages.items():
        if page.link and not (page.routes and _can_be_linked(page.routes[0])):
            raise TypeError(
                f"page {name}: a link needs a first route that is GET, a permission, a path without parts"
            )
        if page.under and page.under not in pages:
            raise TypeError(f"page {name}: there is no page {page.under!r} to be under")
    depth = max((route.path.count("/") for _, route in rows), default=1)
    return PageIndex(pages=pages, rows=rows, depth=depth)


def _may_both_match(one: str, other: str) -> bool:
    """Whether some path matches both, so that their order would decide."""
    pairs = list(zip(one.split("/"), other.split("/"), strict=False))
    return one.count("/") == other.count("/") and all(
        left == right or "{" in left or "{" in right for left, right in pairs
    )


def _can_be_linked(route: Route) -> bool:
    return route.method == "GET" and isinstance(route.needs, Permission) and "{" not in route.path
