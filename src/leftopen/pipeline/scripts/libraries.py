"""Tells scripts that no program wrote for itself: they name no API of this server. Pure."""

from __future__ import annotations

import re

_LIBRARY = re.compile(
    r"(?:^|[/.-])(?:jquery|bootstrap|popper|polyfills?|vendors?|libs?|plugins?|moment|d3|lodash|analytics|fonts?|"
    r"theme|i18n|locales?)(?:[/.-]|$)|-\d{1,3}\.\d{1,3}\.\d{1,3}(?:\.min)?\.js",
    re.IGNORECASE,
)
_OWN = re.compile(r"app|main|index|admin|ui|web|client|dashboard|console|frontend|js", re.IGNORECASE)


def is_library(path: str) -> bool:
    """Was this script not written for this program? By its name, which a library often shares with its folder
    (`/jstree/jstree.js`)."""
    folder, _, name = path.partition("?")[0].rpartition("/")
    first = name.partition(".")[0]
    alike = folder.rpartition("/")[2] == first and _OWN.fullmatch(first) is None
    return alike or _LIBRARY.search(path) is not None
