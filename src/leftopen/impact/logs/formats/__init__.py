"""One file per log format; each binds `log_format`."""

from __future__ import annotations

import sys
from collections.abc import Mapping
from functools import cache

from leftopen import catalogue
from leftopen.impact.logs.log_format import LogFormat


@cache
def log_formats() -> Mapping[str, LogFormat]:
    """Every format by the name of its file."""
    return catalogue.walk(sys.modules[__name__], "log_format", LogFormat)
