"""CVE identifiers. Syntax: cve.org, "CVE ID syntax change" (at least four digits after the year)."""

from __future__ import annotations

import re

_ID = re.compile(r"CVE-(?:19|20)[0-9]{2}-[0-9]{4,12}")


def cve_id(text: object) -> str:
    """In capitals; '' for anything else."""
    upper = text.strip().upper() if isinstance(text, str) and len(text) <= 40 else ""
    return upper if _ID.fullmatch(upper) else ""
