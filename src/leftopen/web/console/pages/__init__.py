"""One file per page; each binds `page`. They are found by walking this folder: there is no list to edit."""

from __future__ import annotations

from functools import cache

from leftopen import catalogue
from leftopen.web.console.http.page import Page
from leftopen.web.console.http.page_index import PageIndex, page_index


@cache
def installed() -> PageIndex:
    """The pages of this folder. Raises TypeError for a file that binds none."""
    return page_index(catalogue.load("web/console/pages", "page", Page))
