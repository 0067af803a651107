"""What search and facets know about the columns of `services`."""

from __future__ import annotations

from leftopen.query.field import LISTS
from leftopen.query.flatten_ssl import SHA1

MADE = {
    "has_ipv6": "(address < toIPv6('::ffff:0.0.0.0') OR address > toIPv6('::ffff:255.255.255.255'))",
    "has_ssl": "(ssl != '')",
    "ssl_sha1": f"more['{SHA1}']",
    "has_vuln": "notEmpty(vulns)",
}
"""Columns that are no columns."""
KNOWN = {
    "http_status": "http_status != 0",
    "asn": "asn != 0",
    "uptime": "uptime != 0",
    "ssl_expired": "ssl != ''",
}
"""What must hold before the column says anything."""
FEW = frozenset(
    [
        "port", "transport", "country", "country_name", "region", "module", "product", "os", "device", "tls",
        "realm", "place", "vantage", "link", "cloud_provider", "cloud_region", "cloud_service",
        "has_screenshot", "http_status", "http_waf", "ssl_cipher",
    ]
)  # fmt: skip
"""Columns of few different values: 65,536 ports, or so many that LowCardinality is right for them."""


def is_list(column: str) -> bool:
    return column in LISTS


def service_number(column: str) -> str:
    """An id in hex text as the number that `services` holds."""
    return f"reinterpretAsUInt128(reverse(unhex({column})))"
