"""Secrets in settings, behind a name such as `client_secret` or `api_key`. Masked wherever text is stored.

The value must look random: many different characters, a letter and a digit.
"""

from __future__ import annotations

import re

from leftopen.formats.placeholder import is_placeholder
from leftopen.model.category import Category
from leftopen.model.detector import Detector, Wide
from leftopen.model.severity import Severity

NAME = (
    r"(?i:client[_-]?secret|api[_-]?(?:key|secret|token)|secret[_-]?key|(?:access|auth|refresh"
    r"|private|bearer)[_-]?token"
    r"|app[_-]?secret|encryption[_-]?key|signing[_-]?key|webhook[_-]?secret|shared[_-]?secret"
    r"|consumer[_-]?secret)"
)
VALUE = r"(?P<value>[A-Za-z0-9_./+=-]{16,128})"
BETWEEN = r"[ \"'`\])*_./%\\-]{0,8}"
STORED = NAME + BETWEEN + "[:=]{1,2}>?" + BETWEEN + r"(?P<value>[^\s<>]{12,160})"
VARIED = 10


def accept(found: re.Match[str]) -> bool:
    value = found.group("value")
    random = len(set(value)) >= VARIED and any(map(str.isdigit, value)) and any(map(str.isalpha, value))
    return random and not is_placeholder(value)


def mask(value: str) -> str:
    return "****"


PART = "Kx7mQ2vZ9pLr4TbN8cWd"

detector = Detector(
    label="secret in a setting",
    category=Category.CREDENTIAL,
    pattern=NAME + r"[\"'\]]{0,2}\s{0,3}[:=]{1,2}>?\s{0,3}[\"'`]?" + VALUE,
    accept=accept,
    wide=Wide(pattern=STORED, rough=STORED, accept=accept),
    trace=NAME + r"[ \"'`\])*_./%\\-]{0,16}[:=]",
    severity=Severity.HIGH,
    mask=mask,
    secret=True,
    hits=(
        "client_" + "secret: " + PART,
        '{"api_' + 'key":"' + PART + '"}',
        "SECRET_" + "KEY=" + PART.upper(),
    ),
    misses=(
        "client_secret: your-client-secret-goes-here-1",
        "api_key = settings.api_key_of_production1",
        "secret_key=" + "a1" * 12,
    ),
)
