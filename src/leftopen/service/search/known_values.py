"""The most frequent values of search fields in the stored services, for completion and for suggestions."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from leftopen.model.severity import Severity
from leftopen.service.reference import vocabulary
from leftopen.service.search import search as searching
from leftopen.service.workspace.workspace import Workspace

COMMON = (
    ("product", 100), ("module", 60), ("exposure", 60), ("vuln", 100), ("tag", 60), ("org", 100),
    ("country", 250), ("port", 100), ("os", 60), ("vantage", 30),
)  # fmt: skip
"""Counted together, in one query; a word that is no filter is looked up in those of `WORDS`."""
WORDS = ("product", "module", "exposure", "vuln", "tag", "org", "os")
SINGLE = frozenset(
    ["asn", "asset", "case", "city", "cloud.provider", "cloud.region", "cloud.service", "device", "domain",
     "holds", "http.component", "http.server", "http.status", "http.waf", "isp", "realm", "region",
     "severity", "ssl.cert.issuer.cn", "ssl.cipher.name", "ssl.version", "state", "transport",
     "unexamined", "verdict", "version"]
)  # fmt: skip
"""Counted when one of them is typed. The values of other fields differ from service to service."""
MOST = 100

Counts = Mapping[str, int]


def common(workspace: Workspace, within: str) -> dict[str, Counts]:
    """Of the fields of `COMMON`, by field and value, the most frequent first; only of services that match the
    search `within`. Raises StoreFailed, and BadQuery for `within`."""
    _, found = searching.count_facets(workspace, within, COMMON, beside=True)
    return {name: dict(pairs) for name, pairs in found.items()}


def single(workspace: Workspace, within: str, field: str) -> Counts:
    """The same of one field of `SINGLE`."""
    _, found = searching.count_facets(workspace, within, [(field, MOST)], beside=True)
    return dict(found[field])


def words(field: str, counts: Counts) -> Sequence[str]:
    """The values that were seen, the most frequent first, then the other ones that the field can have."""
    if field == "severity":
        return tuple(reversed(Severity))
    return tuple(dict.fromkeys((*counts, *vocabulary.values(field))))
