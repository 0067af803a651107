"""The domains of mail addresses in headers."""

from __future__ import annotations

import re
from collections.abc import Iterable

DOMAIN = re.compile(r"@([A-Za-z0-9](?:[A-Za-z0-9.-]{0,250}[A-Za-z0-9])?)")
MOST = 200


def mail_domains(values: Iterable[str]) -> tuple[str, ...]:
    """Each once, in lower case, in order; at most `MOST`."""
    found = (match.group(1).lower() for value in values for match in DOMAIN.finditer(value))
    return tuple(dict.fromkeys(domain for domain in found if "." in domain))[:MOST]
