"""Properties of the columns of `services` that searches and facets need."""

from __future__ import annotations

from leftopen.model.absence import AbsenceReason
from leftopen.query.columns.columns import ZERO_IS_UNKNOWN
from leftopen.query.columns.flatten_ssl import SHA1
from leftopen.query.fields.field import LISTS

SEEN_GONE = f"reason != '{AbsenceReason.HOST_SILENT.value}'"
"""The absences that count as gone: a host that is silent as a whole may only be out of reach."""
ABSENT = f"SELECT service FROM absences FINAL WHERE ended = toDateTime64(0, 6, 'UTC') AND {SEEN_GONE}"  # noqa: S608
"""The services that are gone."""
ALIVE, PARENT = "alive", "parent"
_OF_SITES = "SELECT arrayJoin([service, parent]) FROM sites"
SERVICES = (
    f"countIf(service NOT IN ({_OF_SITES})) "
    f"+ uniqExactIf((realm, address, transport, port), service IN ({_OF_SITES}))"
)
"""The number of services of some rows: of distinct endpoints. Few have sites with names."""
MADE = {
    ALIVE: f"(service NOT IN ({ABSENT}))",
    "has_ipv6": "(address < toIPv6('::ffff:0.0.0.0') OR address > toIPv6('::ffff:255.255.255.255'))",
    "has_ssl": "(tls = 1 OR ssl != '')",
    "ssl_sha1": f"more['{SHA1}']",
    "has_vuln": "notEmpty(vulns)",
}
"""Columns that are expressions, not stored columns."""
KNOWN = {column: f"{column} != 0" for column in ZERO_IS_UNKNOWN} | {"ssl_expired": "ssl != ''"}
"""The condition under which the column has a value."""
FEW = frozenset(
    [
        "port", "transport", "country", "country_name", "region", "module", "product", "os", "device", "tls",
        "realm", "place", "vantage", "link", "cloud_provider", "cloud_region", "cloud_service",
        "has_screenshot", ALIVE, "unexamined", "http_status", "http_waf", "ssl_cipher",
    ]
)  # fmt: skip
"""Columns with few distinct values: 65,536 ports, or few enough for LowCardinality."""


def is_list(column: str) -> bool:
    return column in LISTS


def service_number(column: str) -> str:
    """An id in hex text as the number that `services` holds."""
    return f"reinterpretAsUInt128(reverse(unhex({column})))"
