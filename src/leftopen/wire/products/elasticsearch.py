"""Elasticsearch's and OpenSearch's HTTP interface: the cluster's name and its document counts. Pure.

Source: the REST API references of both (`/`, cat indices, count), Elasticsearch's notes on the header
`X-elastic-product` (since 7.14), and the source of the honeypot Elasticpot for what distinguishes it from
both.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from leftopen.formats import partial_json
from leftopen.model.channel import Reply
from leftopen.model.facts import Json

COLUMNS = ("index", "docs.count", "store.size", "pri.store.size")
INDICES = f"/_cat/indices?format=json&bytes=b&h={','.join(COLUMNS)}&expand_wildcards=open"
NAMES = "/_cat/indices?format=json&h=index&expand_wildcards=open"
COUNT = "/_count"

TAGLINES = {
    "You Know, for Search": "Elasticsearch",
    "The OpenSearch Project: https://opensearch.org/": "OpenSearch",
}
LONGEST_ROW = 1000
"""Bytes of one row of a list, well above what a name of 255 bytes needs."""

_NAME = re.compile(r"[^A-Z\\/*?\"<>| ,#\x00-\x1f]{1,255}")
_NUMBER = re.compile(r"\d{1,19}")
_VERSION = re.compile(r"(\d{1,3})\.(\d{1,3})\.[\w.+-]{1,30}")
_UUID = re.compile(r"[A-Za-z0-9_-]{22}")
_REALM = re.compile(
    r"realm=\"(?:security\" charset=|OpenSearch Security|[^\"]{0,40}elasticsearch)", re.IGNORECASE
)
# Elasticpot shows the build of 1.7.1 under any configured version.
_BAIT_BUILD = "b88f43fc40b0bcd7f173a1f9ee2e97816de80b19"


@dataclass(frozen=True, slots=True, kw_only=True)
class Welcome:
    """The content of "/". `product` Elasticsearch or OpenSearch, '' with a tagline of neither; `cluster`
    its name; `uuid` of the cluster or ''; `signs` what no real one shows (`tagline`, `build`, `header`,
    `uuid`)."""

    product: str
    version: str
    cluster: str
    uuid: str = ""
    signs: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Index:
    """One index. Counts are None where they are missing (closed, or without its shards)."""

    name: str
    documents: int | None = None
    bytes: int | None = None

    @property
    def own(self) -> bool:
        """Is it the program's own? Its name begins with a dot, and it is no part of a user's data stream."""
        inner = self.name.removeprefix(".ds-")
        return inner.startswith((".", "ilm-history-"))


def welcome(front: Reply) -> Welcome | None:
    """The page at "/", or None when it has another shape."""
    answer = partial_json.whole(front.body) if front.status == 200 and not front.cut else None
    if not isinstance(answer, dict):
        return None
    version, cluster, tagline = answer.get("version"), answer.get("cluster_name"), answer.get("tagline")
    number = version.get("number") if isinstance(version, dict) else None
    if not isinstance(version, dict) or not isinstance(number, str) or not isinstance(cluster, str):
        return None
    if not isinstance(tagline, str) or not _VERSION.fullmatch(number):
        return None
    uuid = answer.get("cluster_uuid")
    known = uuid if isinstance(uuid, str) and _UUID.fullmatch(uuid) else ""
    product = TAGLINES.get(tagline, "")
    build = version.get("build_hash")
    signs = _signs(front, product, number, uuid="" if uuid is None else str(uuid), build=str(build))
    return Welcome(product=product, version=number, cluster=cluster[:200], uuid=known, signs=signs)


def _signs(front: Reply, product: str, number: str, *, uuid: str, build: str) -> tuple[str, ...]:
    found = _VERSION.fullmatch(number)
    at = (int(found[1]), int(found[2])) if found else (0, 0)
    elastic = product == "Elasticsearch"
    # A cluster that has not formed yet has the uuid `_na_`.
    named = bool(_UUID.fullmatch(uuid)) or uuid == "_na_"
    signs = {
        "tagline": not product,
        "build": build == _BAIT_BUILD and number != "1.7.1",
        "header": elastic and at >= (7, 14) and front.header("x-elastic-product") != "Elasticsearch",
        "uuid": not named and (at >= (5, 0) or product == "OpenSearch"),
    }
    return tuple(name for name, shown in signs.items() if shown)


def product_that_refuses(front: Reply) -> str:
    """The product that requires a password at "/" by its own error text, or ''."""
    if front.status not in (401, 403):
        return ""
    asked = front.header("www-authenticate")[:200]
    if "opensearch" in asked.lower() or front.body.startswith(b"OpenSearch Security"):
        return "OpenSearch"
    answer = partial_json.whole(front.body)
    error = answer.get("error") if isinstance(answer, dict) else None
    own = isinstance(error, dict) and error.get("type") == "security_exception"
    return "Elasticsearch" if own or _REALM.search(asked) else ""


def denies(reply: Reply) -> bool:
    """Does its own security deny access?"""
    return reply.status == 403 and product_that_refuses(reply) != ""


def indices(reply: Reply) -> tuple[Index, ...] | None:
    """The indices of a list, as far as it came; None when this is no list of indices, also where a name is
    invalid for an index."""
    if reply.status != 200:
        return None
    if reply.body.strip() == b"[]":
        return None if reply.cut else ()
    last = reply.body.rfind(b'"index"')
    if reply.body.lstrip()[:1] != b"[" or last < 0 or len(reply.body) - last > LONGEST_ROW:
        return None
    whole = not reply.cut and isinstance(partial_json.whole(reply.body), list)
    rows = [
        row for row in partial_json.items(reply.body) if whole or all(column in row for column in COLUMNS)
    ]
    found = [each for row in rows if (each := _index(row)) is not None]
    return tuple(found) if found and len(found) == len(rows) else None


def has_more(reply: Reply) -> bool:
    """Is the list incomplete?"""
    value = partial_json.whole(reply.body) if not reply.cut else None
    return not isinstance(value, list) or len(value) > partial_json.MOST


def names(reply: Reply) -> frozenset[str]:
    """The names of a list, whole or cut; empty when it is none."""
    rows = partial_json.items(reply.body) if reply.status == 200 else ()
    return frozenset(name for row in rows if isinstance(name := row.get("index"), str))


def count(reply: Reply) -> int | None:
    """Documents of all indices that the client may search, or None for another response."""
    answer = partial_json.whole(reply.body) if reply.status == 200 and not reply.cut else None
    if not isinstance(answer, dict) or not isinstance(answer.get("_shards"), dict):
        return None
    counted = answer.get("count")
    return counted if type(counted) is int and 0 <= counted < 2**63 else None


def _index(row: dict[str, Json]) -> Index | None:
    name = row.get("index")
    good = isinstance(name, str) and _NAME.fullmatch(name) and all(column in row for column in COLUMNS)
    if not isinstance(name, str) or not good:
        return None
    return Index(name=name, documents=_number(row["docs.count"]), bytes=_number(row["pri.store.size"]))


def _number(value: Json) -> int | None:
    return int(value) if isinstance(value, str) and value.isascii() and _NUMBER.fullmatch(value) else None
