"""Fingerprint rules for products over HTTP, by header, title, realm or page. Applications first, then the
servers that carry them."""

from __future__ import annotations

from leftopen.wire.fingerprint import fingerprints

CARRIERS = frozenset(
    {
        "nginx",
        "lighttpd",
        "Apache httpd",
        "Microsoft IIS httpd",
        "Caddy",
        "Starman",
        "aiohttp",
        "Express",
        "SimpleHTTP",
    }
)
"""Servers and libraries that often carry another program."""

RULES = fingerprints("http")
