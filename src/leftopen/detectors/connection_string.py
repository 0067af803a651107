"""Passwords in addresses of databases, servers and proxies: `postgresql://roe:secret@host/db`. Masked
in stored text.
"""

from __future__ import annotations

import re

from leftopen.formats.placeholder import is_placeholder
from leftopen.model.category import Category
from leftopen.model.detector import Detector, Wide
from leftopen.model.severity import Severity

HEAD = r"(?i:[a-z][a-z0-9+.-]{1,20}://[^\s:/@\"'<>]{0,64}:)"
# For the prefilter: a scheme, and a colon behind a short name.
ROUGH = r"[A-Za-z0-9+.-]://[^\s:/@\"'<>]{0,64}:[^\s<>]"
HOST = r"@[A-Za-z0-9\[_-]"

# Scheme, name and password of the greatest length, the marks between them, and the beginning of the host.
LEAD = 220


def accept(found: re.Match[str]) -> bool:
    return not is_placeholder(found.group("value"))


def mask(value: str) -> str:
    return "****"


detector = Detector(
    label="password in an address",
    category=Category.CREDENTIAL,
    pattern=HEAD + r"(?P<value>[^\s/@\"'<>]{3,128})" + HOST,
    rough=ROUGH,
    accept=accept,
    anchor=HOST,
    lead=LEAD,
    wide=Wide(
        pattern=HEAD + r"(?P<value>[^\s<>]{3,128}?)" + HOST,
        rough=ROUGH,
        accept=accept,
        anchor=HOST,
        lead=LEAD,
    ),
    trace=r"(?i:[a-z0-9+.-]:\\?/\\?/)[^ @\"<>]{0,128}:[^ <>]{3,256}@",
    severity=Severity.HIGH,
    mask=mask,
    secret=True,
    hits=(
        "DATABASE_URL=postgresql://roe:Kestrel41@db.example/app",
        '"mongodb+srv://app:k3str3l@cluster.example"',
        "redis://:Kestrel-41@cache.example:6379/0",
    ),
    misses=(
        "postgresql://roe:****@db.example/app",
        "https://example.org:8443/a@b",
        "postgresql://user:${PASSWORD}@db.example",
    ),
)
