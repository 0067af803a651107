"""A page of the console: its routes, its link in the navigation, and its page of the documentation."""

from __future__ import annotations

from dataclasses import dataclass

from leftopen.web.console.http.route import Route


@dataclass(frozen=True, slots=True, kw_only=True)
class Link:
    """The navigation entry of a page. It leads to the first route of the page, and only users with the
    permission of that route see it. `help`: one line for the Help page; `order`: the position, lowest first;
    `apart`: begins the group at the end; `live`: the live count that it shows, '' for none. Both texts need
    their French."""

    title: str
    help: str
    order: int
    apart: bool = False
    live: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Page:
    """What each file of `pages/` binds as `page`. `under`: the page whose link is marked while this page is
    shown, '' for its own; `about`: its page of the documentation, '' for none."""

    routes: tuple[Route, ...]
    link: Link | None = None
    under: str = ""
    about: str = "console"
