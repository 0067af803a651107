"""The identity that a request claims, before it is verified: used only for counting. Pure."""

from __future__ import annotations

import hashlib
import re

from starlette.requests import cookie_parser
from starlette.types import Scope

_IN_PATH = re.compile(r"/internetdb/([^/]{1,300})/")
_KEY = re.compile(rb"(?:^|&)key=([^&]{1,300})")


def key(scope: Scope) -> str:
    """The digest of an API key in the query string or the path, '' where there is none."""
    found = _KEY.search(scope["query_string"])
    if found is None and (inside := _IN_PATH.match(scope["path"])):
        return _short(inside[1].encode())
    return _short(found[1]) if found else ""


def cookie(name: str, scope: Scope) -> str:
    """The digest of the cookie of that name, '' where there is none."""
    for header, value in scope["headers"]:
        if header == b"cookie" and (token := cookie_parser(value.decode("latin-1")).get(name)):
            return _short(token.encode())
    return ""


def _short(token: bytes) -> str:
    return hashlib.blake2b(token, digest_size=16, person=b"leftopen claim").hexdigest()
