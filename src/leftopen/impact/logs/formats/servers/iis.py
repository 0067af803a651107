"""IIS: W3C extended log files, whose columns may change in the middle of a file.

https://learn.microsoft.com/windows/win32/http/w3c-logging
"""

from __future__ import annotations

from collections.abc import Sequence

from leftopen.impact.logs.columns import w3c
from leftopen.impact.logs.log_format import LogFormat


def _recognises(lines: Sequence[str]) -> bool:
    return any(line.startswith("#Software: Microsoft") for line in lines) or (
        "s-ip" in w3c.fields(lines) and "cs-uri-stem" in w3c.fields(lines)
    )


log_format = LogFormat(
    title="IIS",
    recognises=_recognises,
    columns=lambda lines, zone: w3c.columns(lines, " ", ("s-computername", "s-ip"), ("cs-host",)),
    directives=w3c.FIELDS,
    ignored=("#",),
)
