"""The registry's HTTP interface, version 2 (Docker Registry, OCI Distribution): its four read-only pages.
Pure.

Source: the OCI Distribution Specification, and the catalogue of Docker's HTTP API V2.
"""

from __future__ import annotations

import re

from leftopen.formats import partial_json
from leftopen.model.channel import Reply
from leftopen.model.facts import Json

BASE = "/v2/"
CATALOG = "/v2/_catalog?n=100"
PER_PAGE = 100
HEADER = "docker-distribution-api-version"

_API = re.compile(r"registry/2\.\d{1,3}")
_NAME = re.compile(r"[a-z0-9]+(?:[._/-]{1,2}[a-z0-9]+){0,60}")
_QUIET = frozenset({"cache-control", "date", "content-length", "connection", "x-content-type-options"})


def may_be(front: Reply) -> bool:
    """The registry's response to "/": empty and not cacheable; or any page with its header."""
    if front.header(HEADER):
        return True
    names = {name.lower() for name, _ in front.headers}
    quiet = front.status == 200 and not front.body and not front.cut and names <= _QUIET
    return quiet and front.header("cache-control") == "no-cache" and "date" in names


def api(reply: Reply) -> str:
    """`registry/2.0` where the header has it, else ''."""
    value = reply.header(HEADER)
    return value if _API.fullmatch(value) else ""


def answers(base: Reply) -> bool:
    """Is this a success of the page that checks access: an empty object under the header?"""
    return base.status == 200 and bool(api(base)) and base.body.strip() == b"{}"


def repositories(reply: Reply) -> tuple[str, ...] | None:
    """The names of one page of the catalogue, or None when this is none."""
    answer = _object(reply)
    names = answer.get("repositories") if answer is not None else None
    if not isinstance(names, list):
        return None
    good = (name for name in names[:PER_PAGE] if isinstance(name, str))
    return tuple(name for name in good if len(name) <= 256 and _NAME.fullmatch(name))


def has_more(reply: Reply) -> bool:
    """Does another page follow?"""
    return 'rel="next"' in reply.header("link")[:2000]


def tags_path(name: str) -> str:
    return f"/v2/{name}/tags/list"


def tags(reply: Reply) -> int | None:
    """The number of listed tags; null for a repository whose tags are deleted. None when this is no list."""
    answer = _object(reply)
    if answer is None or not isinstance(answer.get("name"), str) or "tags" not in answer:
        return None
    listed = answer["tags"]
    return len(listed) if isinstance(listed, list) else 0


def code(reply: Reply) -> str:
    """The code of an error (`UNAUTHORIZED`), or ''."""
    errors = partial_json.items(reply.body, "errors") if reply.status >= 400 else ()
    found = errors[0].get("code") if errors else None
    return found[:40] if isinstance(found, str) and found.isascii() else ""


def _object(reply: Reply) -> dict[str, Json] | None:
    answer = partial_json.whole(reply.body) if reply.status == 200 and not reply.cut else None
    return answer if isinstance(answer, dict) else None
