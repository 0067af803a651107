"""Kibana's HTTP interface, and that of OpenSearch Dashboards, its fork. Pure.

Source: the Kibana guide (status API, "Find objects API"), and the headers that both set on every response.
"""

from __future__ import annotations

import re

from leftopen.formats import partial_json
from leftopen.model.channel import Reply

STATUS = "/api/status"
FIND = "/api/saved_objects/_find?type=index-pattern&per_page=1&fields=title"
"""Without `fields` a single pattern may include a list of all fields, of hundreds of kilobytes."""

PRODUCTS = ("Kibana", "OpenSearch Dashboards")
_HEADERS = {"kbn": PRODUCTS[0], "osd": PRODUCTS[1]}
_VERSION = re.compile(r"\d{1,3}\.[\w.+-]{1,30}")
_BEGIN = re.compile(rb'\{"page":\d{1,6},"per_page":\d{1,6},"total":(\d{1,15}),"saved_objects":\[')


def product_name(reply: Reply) -> str:
    """`Kibana`, with the version where it is given, by its own headers; '' for others."""
    for short, product in _HEADERS.items():
        if reply.header(f"{short}-name") or reply.header(f"{short}-license-sig"):
            version = reply.header(f"{short}-version")
            return f"{product} {version}" if _VERSION.fullmatch(version) else product
    return ""


def version(reply: Reply) -> str:
    """The version on the status page, whole or cut, or ''. An anonymous client may see only the state."""
    if reply.status != 200 or not reply.body.startswith(b'{"name":'):
        return ""
    found = re.search(
        rb'"version":\s{0,2}(?:\{"number":\s{0,2})?"(\d{1,3}\.[\w.+-]{1,30})"', reply.body[:1000]
    )
    return found[1].decode() if found else ""


def total(reply: Reply) -> int | None:
    """The number of index patterns (data views), or None for another response."""
    if reply.status != 200:
        return None
    found = _BEGIN.match(reply.body[:200])
    whole = isinstance(partial_json.whole(reply.body), dict)
    return int(found[1]) if found and (whole or reply.cut) else None
