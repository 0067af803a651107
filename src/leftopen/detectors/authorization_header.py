"""Credentials in the header of a request: `Authorization: Basic …` or `Bearer …`. Masked wherever text
is stored.
"""

from __future__ import annotations

import re

from leftopen.formats.placeholder import is_placeholder
from leftopen.model.category import Category
from leftopen.model.detector import Detector, Wide
from leftopen.model.severity import Severity

HEAD = r"(?i:authorization)[\"']{0,2}\s{0,2}[:=]{1,2}>?\s{0,2}[\"']?(?i:basic|bearer|token|apikey) "
# No mark that JSON writes with a letter, as a tab.
BETWEEN = r"[ \"'\\:=>\])*_./%,;-]"
STORED = (
    rf"(?i:authorization){BETWEEN}{{1,8}}(?i:basic|bearer|token|apikey){BETWEEN}{{1,8}}"
    r"(?P<value>[^\s<>]{8,400})"
)
# In JSON a line end or a zero byte between them has letters of its own.
TRACE = r"(?i:authorization)[^\n]{1,48}(?i:basic|bearer|token|apikey)"
VARIED = 6


def accept(found: re.Match[str]) -> bool:
    value = found.group("value")
    return len(set(value)) >= VARIED and not is_placeholder(value)


def mask(value: str) -> str:
    return "****"


detector = Detector(
    label="credentials in a request header",
    category=Category.CREDENTIAL,
    pattern=HEAD + r"(?P<value>[A-Za-z0-9._~+/=-]{8,400})",
    accept=accept,
    wide=Wide(pattern=STORED, rough=STORED, accept=accept),
    trace=TRACE,
    severity=Severity.HIGH,
    mask=mask,
    secret=True,
    hits=(
        "Authorization: Basic cm9lOktlc3RyZWw0MQ==",
        "curl -H 'authorization: Bearer Kx7mQ2vZ9pLr4TbN8cWd'",
    ),
    misses=(
        "WWW-Authenticate: Basic realm=example",
        "Authorization: Bearer <token>",
        "Authorization: Basic aaaaaaaaaaaa",
    ),
)
