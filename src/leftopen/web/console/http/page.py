"""A page of the console: its routes, its link in the navigation, and its page of the documentation."""

from __future__ import annotations

from dataclasses import dataclass

from leftopen.translate import N_, Message
from leftopen.web.console.http.route import Route

SECTIONS = {
    1: N_("Watch"), 2: N_("Tell"), 3: N_("After a leak"), 4: N_("Scan"), 5: N_("Administer"), 6: N_("Help"),
}  # fmt: skip
"""The titles in the navigation, by the hundreds of `Link.order`."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Link:
    """The navigation entry of a page. It leads to the first route of the page, and only users with the
    permission of that route see it. `help`: one line for the Help page; `order`: the position, lowest first,
    its hundreds the section; `live`: the live count that it shows, '' for none. Both texts need their
    French."""

    title: str
    help: str
    order: int
    live: str = ""

    @property
    def section(self) -> Message:
        return SECTIONS[self.order // 100]


@dataclass(frozen=True, slots=True, kw_only=True)
class Page:
    """What each file of `pages/` binds as `page`. `under`: the page whose link is marked while this page is
    shown, '' for its own; `about`: its page of the documentation, '' for none."""

    routes: tuple[Route, ...]
    link: Link | None = None
    under: str = ""
    about: str = "start/console"
