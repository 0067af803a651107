"""JSON web tokens with a signature: whoever has one is signed in until it expires. Masked wherever text
is stored.

Source: RFC 7519. The header must decode to an object that names an algorithm.
"""

from __future__ import annotations

import base64
import json
import re

from leftopen.model.category import Category
from leftopen.model.detector import Detector, Wide, always
from leftopen.model.severity import Severity

PART = r"[A-Za-z0-9_-]"
TOKEN = rf"eyJ{PART}{{8,2000}}\.eyJ{PART}{{8,4000}}\.{PART}{{16,2000}}"

# A head of the greatest length, and the beginning of the claims.
LEAD = 2010


def accept(found: re.Match[str]) -> bool:
    head = found.group().split(".")[0]
    try:
        text = json.loads(base64.urlsafe_b64decode(head + "=" * (-len(head) % 4)))
    except ValueError:
        return False
    return isinstance(text, dict) and isinstance(text.get("alg"), str) and text["alg"].lower() != "none"


def mask(value: str) -> str:
    return "[JSON web token]"


detector = Detector(
    label="JSON web token",
    category=Category.CREDENTIAL,
    pattern=TOKEN,
    rough=rf"eyJ{PART}{{11}}",
    anchor=r"\.eyJ",
    lead=LEAD,
    accept=accept,
    wide=Wide(
        pattern=rf"(?i:{TOKEN})",
        rough=rf"(?i:eyj){PART}{{11}}",
        accept=always,
        anchor=r"\.(?i:eyj)",
        lead=LEAD,
    ),
    trace=rf"(?i:eyj){PART}{{8,2000}}\.(?i:eyj)",
    severity=Severity.MEDIUM,
    mask=mask,
    secret=True,
    hits=(
        "token eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiJyb2UifQ.c2lnbmF0dXJlbWFkZXVwMTIzNDU",
        '{"id_token":"eyJhbGciOiJSUzI1NiJ9.eyJzdWIiOiJqYW5lIn0.bWFkZXVwc2lnbmF0dXJlOTg3NjU0"}',
    ),
    misses=(
        "eyJhbGciOiJub25lIn0.eyJzdWIiOiJyb2UifQ.c2lnbmF0dXJlbWFkZXVwMTIzNDU",
        "eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiJyb2UifQ.",
    ),
)
