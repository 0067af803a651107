"""Builds columns from many Shodan banners at once: the same values as `query.columns.flatten` gives for each.

Nearly every banner has HTTP fields, so that their columns are built for all rows together. Other fields go
through the readers of `flatten`, into those columns only for which a row has a value.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import msgspec

from leftopen.formats.shodan_banner import BLOCKS, Http
from leftopen.query.columns.coerce import LONG, SHORT, Flat, int32
from leftopen.query.columns.flatten import EMPTY, components, reads

Block = tuple[str, msgspec.Raw]
_decode = msgspec.json.Decoder().decode
_http = msgspec.json.Decoder(Http).decode
_NO_HTTP = Http()
_READS = {name: reads(name) for name in BLOCKS}
_NOTHING = b"{}"


class Columns:
    """The columns of one chunk."""

    def __init__(self) -> None:
        self._https: list[Http] = []
        self._made_of: list[tuple[list[str], Flat]] = []
        self._others: dict[int, Flat] = {}
        self._parts: dict[bytes, tuple[list[str], Flat]] = {}

    def add(self, blocks: Sequence[Block]) -> None:
        """Adds the next row. Raises msgspec.MsgspecError or ValueError for a number that is out of range."""
        http, flat = _NO_HTTP, None
        for name, block in blocks:
            if name == "http" and (usual := _usual(block)) is not None:
                http = usual
            elif (read := _READS[name]) is not None and (stated := bytes(block)) != _NOTHING:
                flat = {"device": "", "more": {}} if flat is None else flat
                read(_decode(stated), flat)
        made_of = self._components(bytes(http.components))
        # Nothing of a row is added before all of it is valid.
        if flat is not None:
            self._others[len(self._https)] = flat
        self._made_of.append(made_of)
        self._https.append(http)

    def made(self) -> Mapping[str, Sequence[Any]]:
        """The columns that have any value, by name."""
        https = self._https
        found: dict[str, list[Any]] = {
            "http_status": [s if (s := h.status) and 0 < s <= 999 else 0 for h in https],
            "http_title": [h.title[:SHORT] if h.title else "" for h in https],
            "http_server": [h.server[:SHORT] if h.server else "" for h in https],
            "http_html_hash": [int32(h.html_hash) for h in https],
            "http_headers_hash": [int32(h.headers_hash) for h in https],
            "http_favicon_hash": [int32(h.favicon.hash) if h.favicon else 0 for h in https],
            "http_waf": [h.waf[:SHORT] if h.waf else "" for h in https],
            "html": [h.html[:LONG] if h.html else "" for h in https],
            "http_components": [names for names, _ in self._made_of],
            "more": [more for _, more in self._made_of],
        }
        for at, flat in self._others.items():
            found["more"][at] = found["more"][at] | flat.pop("more")
            for name, value in flat.items():
                if name not in found:
                    found[name] = [EMPTY[name]] * len(https)
                found[name][at] = value
        return found

    def _components(self, stated: bytes) -> tuple[list[str], Flat]:
        """The same few sets of components occur in many banners."""
        known = self._parts.get(stated)
        if known is None:
            flat: Flat = {"http_components": [], "more": {}}
            block = _decode(stated) if stated else None
            if block and isinstance(block, dict):
                components(block, flat)
            known = self._parts[stated] = flat["http_components"], flat["more"]
        return known


def _usual(block: msgspec.Raw) -> Http | None:
    """None where a value is rare or has an unusual type."""
    try:
        return _http(block)
    except (msgspec.MsgspecError, ValueError, RecursionError):
        return None
