"""A private npm registry served by Verdaccio: its packages, and the tags of one. Pure.

`/-/ping`, `/-/all` and `/-/v1/search` give 200 with and without a password, the list of packages too: it then
holds only what a visitor may read, so that an empty one proves nothing by itself.
"""

from __future__ import annotations

import re

from leftopen.formats import partial_json
from leftopen.formats.url_quote import encoded
from leftopen.model.channel import Reply

PACKAGES = "/-/verdaccio/data/packages"
NOBODYS = "leftopen-asks-for-what-is-not-there"
"""A package that does not exist: whether it is missing (404) or private (401) shows who may read."""

_NAME = re.compile(r"(?:@[A-Za-z0-9~_-][A-Za-z0-9~._-]{0,99}/)?[A-Za-z0-9~_-][A-Za-z0-9~._-]{0,213}")


def packages(reply: Reply) -> tuple[str, ...] | None:
    """Names of the packages on the list, as far as it came; None when this is no such list."""
    body = reply.body.lstrip()
    if reply.status != 200 or not body.startswith(b"["):
        return None
    found = partial_json.items(body)
    if not found:
        return () if partial_json.whole(body) == [] else None
    named = [each for each in found if isinstance(each.get("name"), str) and "dist" in each]
    return tuple(str(each["name"]) for each in named) if found[0] in named else None


def tags_path(name: str) -> str:
    """The path of a package's tags, '' for an invalid name."""
    return f"/-/package/{encoded(name)}/dist-tags" if _NAME.fullmatch(name) else ""


def shows_tags(reply: Reply) -> bool:
    """Versions by their tags: only clients that may read a package see them."""
    answer = partial_json.whole(reply.body) if reply.status == 200 and not reply.cut else None
    return isinstance(answer, dict) and bool(answer) and all(isinstance(v, str) for v in answer.values())


def is_missing(reply: Reply) -> bool:
    """The registry's own 404: the visitor may read, and there is no such package."""
    answer = partial_json.whole(reply.body) if reply.status == 404 else None
    error = answer.get("error") if isinstance(answer, dict) else None
    return isinstance(error, str) and "package" in error
