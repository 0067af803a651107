"""An observation's columns: what is stored beside it for searching, and what `match` reads. One definition,
so that both see the same."""

from __future__ import annotations

import json
from collections.abc import Mapping

from leftopen.model.facts import Json
from leftopen.model.observation import Observation

INT32 = range(-(2**31), 2**31)


def block_text(block: Json) -> str:
    """A protocol's object as the text that `ssl:` searches."""
    return json.dumps(block, ensure_ascii=False, sort_keys=True)


def flatten(o: Observation) -> dict[str, str | int]:
    """The searchable columns that come out of `blocks`; '' or 0 for what is not there or has another type."""
    http, tls = o.blocks.get("http"), o.blocks.get("ssl")
    status = _number(http, "status")
    return {
        "http_status": status if 0 <= status <= 999 else 0,
        "http_title": _text(http, "title"),
        "http_server": _text(http, "server"),
        "http_html_hash": _number(http, "html_hash"),
        "http_headers_hash": _number(http, "headers_hash"),
        "http_favicon_hash": _number(http, "favicon", "hash"),
        "ssl": block_text(tls) if tls else "",
        "ssl_subject_cn": _text(tls, "cert", "subject", "CN"),
        "ssl_issuer_cn": _text(tls, "cert", "issuer", "CN"),
        "ssl_serial": str(_at(tls, "cert", "serial") or ""),
        "ssl_fingerprint": _text(tls, "cert", "fingerprint", "sha256"),
    }


def _at(block: Json, *path: str) -> Json:
    for name in path:
        if not isinstance(block, Mapping):
            return None
        block = block.get(name)
    return block


def _text(block: Json, *path: str) -> str:
    found = _at(block, *path)
    return found if isinstance(found, str) else ""


def _number(block: Json, *path: str) -> int:
    found = _at(block, *path)
    return found if isinstance(found, int) and found in INT32 else 0
