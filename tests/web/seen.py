"""What the tests of the web interface have seen: made-up services at addresses of documentation ranges."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

from leftopen.model.facts import Json
from leftopen.model.observation import Observation
from tests.store.samples import NOON, seen

PAGES = 230
WEB = "198.51.100.7"
DATABASE = "198.51.100.8"
SIX = "2001:db8::7"
NAMED = "20.0.0.77"
"""Looks like an address that `shodan alert domain` would watch; nothing is sent to it."""


def observations() -> list[Observation]:
    """`PAGES` plain web servers of one /24 on port 8000, and three services that have more to say."""
    plain = [
        seen(
            f"192.0.2.{number % 250}",
            8000 + number // 250,
            NOON - timedelta(minutes=number),
            "HTTP/1.0 200 OK",
        )
        for number in range(PAGES)
    ]
    return [*plain, web(), database(), over_six()]


def web() -> Observation:
    made = seen(
        WEB, 443, NOON, "HTTP/1.1 200 OK\r\nServer: nginx\r\n\r\n", product="nginx", version="1.27.1",
        hostnames=("www.example.org", "example.org"), cpe=("cpe:/a:f5:nginx:1.27.1",), tls=True,
    )  # fmt: skip
    blocks: dict[str, Json] = {
        "http": {"title": "Front door", "status": 200, "html": "<p>long</p>"},
        "ssl": {
            "cert": {"expired": True, "subject": {"CN": "www.example.org"}},
            "versions": ["TLSv1.2"],
            "chain": ["-"],
        },
        "vulns": {"CVE-2023-44487": {"verified": False, "cvss": 7.5}, "!CVE-2014-0160": {"verified": True}},
        "opts": {"raw": "00"},
    }  # fmt: skip
    return replace(made, blocks=blocks)


def database() -> Observation:
    return seen(
        DATABASE, 6379, NOON, "redis_version:7.2.1", module="redis", product="Redis", version="7.2.1",
        tags=("database",), hostnames=("db.example.org",),
    )  # fmt: skip


def over_six() -> Observation:
    return seen(
        SIX, 22, NOON, "SSH-2.0-OpenSSH_9.9", module="ssh", product="OpenSSH", hostnames=("six.example.org",)
    )
