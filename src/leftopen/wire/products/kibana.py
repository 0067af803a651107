"""Kibana's HTTP interface, and that of OpenSearch Dashboards that came out of it. Pure.

Source: the Kibana guide (status API, "Find objects API"), and the headers that both set on every answer.
"""

from __future__ import annotations

import re

from leftopen.formats import partial_json
from leftopen.model.channel import Reply

STATUS = "/api/status"
FIND = "/api/saved_objects/_find?type=index-pattern&per_page=1&fields=title"
"""Without `fields` a single pattern may carry a list of all fields behind it, of hundreds of kilobytes."""

PRODUCTS = ("Kibana", "OpenSearch Dashboards")
_HEADERS = {"kbn": PRODUCTS[0], "osd": PRODUCTS[1]}
_VERSION = re.compile(r"\d{1,3}\.[\w.+-]{1,30}")
_BEGIN = re.compile(rb'\{"page":\d{1,6},"per_page":\d{1,6},"total":(\d{1,15}),"saved_objects":\[')


def spoken(reply: Reply) -> str:
    """`Kibana`, with the version where it says one, by its own headers; '' for everybody else."""
    for short, product in _HEADERS.items():
        if reply.header(f"{short}-name") or reply.header(f"{short}-license-sig"):
            version = reply.header(f"{short}-version")
            return f"{product} {version}" if _VERSION.fullmatch(version) else product
    return ""


def version(reply: Reply) -> str:
    """Of the status page when it is shown whole or cut, or ''. To a stranger it may show the state alone."""
    if reply.status != 200 or not reply.body.startswith(b'{"name":'):
        return ""
    found = re.search(
        rb'"version":\s{0,2}(?:\{"number":\s{0,2})?"(\d{1,3}\.[\w.+-]{1,30})"', reply.body[:1000]
    )
    return found[1].decode() if found else ""


def total(reply: Reply) -> int | None:
    """How many index patterns (data views) there are, or None when this is no such answer."""
    if reply.status != 200:
        return None
    found = _BEGIN.match(reply.body[:200])
    whole = isinstance(partial_json.whole(reply.body), dict)
    return int(found[1]) if found and (whole or reply.cut) else None
