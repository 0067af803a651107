"""ArcSight's Common Event Format, version 0: one event in one line."""

from __future__ import annotations

import re
from collections.abc import Mapping

SEVERITIES = {"critical": 10, "high": 8, "medium": 5, "low": 3, "info": 1}


def event(*, version: str, signature: str, name: str, severity: str, extension: Mapping[str, object]) -> str:
    """Values that are None or '' are left out."""
    head = ("CEF:0", "leftopen", "leftopen", version, signature, name)
    fields = "|".join([head[0], *(_header(part) for part in head[1:]), str(SEVERITIES.get(severity, 1))])
    pairs = (f"{key}={_value(str(value))}" for key, value in extension.items() if value not in (None, ""))
    return f"{fields}|{' '.join(pairs)}"


LINE_ENDS = re.compile("\r\n|[\n\v\f\r\x1c-\x1e\x85\u2028\u2029]")
"""Where a reader may begin a new line: all that Unicode and Python do."""


def _header(text: str) -> str:
    return " ".join(text.replace("\\", "\\\\").replace("|", "\\|").split())


def _value(text: str) -> str:
    return LINE_ENDS.sub(r"\\n", text.replace("\\", "\\\\").replace("=", "\\="))
