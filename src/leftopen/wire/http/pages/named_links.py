"""Finds the links of a page that are files: each shows the name that its address ends with, in the path or in
a parameter (`?file=/a/b.txt`), and all have the same beginning. Pure and bounded."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator

from leftopen.formats.mail_files import File
from leftopen.formats.url_quote import decoded
from leftopen.model.web_page import Link, Page
from leftopen.wire.http.pages.row_values import row_date, row_size

MOST, PARAMETERS = 1000, 6
_PLAIN = re.compile(r"[\W_]+")


def named_links(page: Page) -> list[File]:
    """The largest set with one beginning, in the page's order; a folder's path ends with a slash."""
    groups: dict[str, dict[str, File]] = defaultdict(dict)
    for link in page.links[:MOST]:
        if (found := _named(link)) is not None:
            beginning, file = found
            groups[beginning].setdefault(file.path, file)
    return list(max(groups.values(), key=len, default={}).values())


def _named(link: Link) -> tuple[str, File] | None:
    """The address up to the name, and the file; None when the text is not the name."""
    shown = _key(link.text)
    if not shown:
        return None
    truncated = len(shown) >= 8 and link.text.endswith(("…", "...", "..>"))
    for beginning, value in _addressed(link.href[:1000]):
        parent, _, last = value.rstrip("/").rpartition("/")
        name = _key(last)
        if name and (name == shown or (truncated and name.startswith(shown))):
            folder = "/" if value.endswith("/") or link.text.endswith("/") else ""
            size = None if folder else row_size(link.near)
            return f"{beginning}{parent}", File(path=last + folder, size=size, modified=row_date(link.near))
    return None


def _addressed(href: str) -> Iterator[tuple[str, str]]:
    """(what stands before, a path) of each path that the address names: its own, or those of its
    parameters."""
    if "#!" in href:
        yield "#!", decoded(href.partition("#!")[2])
        return
    path, _, query = href.partition("#")[0].partition("?")
    if not query:
        yield "", decoded(path)
    for parameter in re.split("[&;]", query)[:PARAMETERS]:
        key, _, value = parameter.partition("=")
        if value:
            yield f"{path}?{key}=", decoded(value.replace("+", " "))


def _key(name: str) -> str:
    return _PLAIN.sub("", name[:300]).lower()
