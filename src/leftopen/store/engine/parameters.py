"""Formats query parameters as ClickHouse reads them: the text of the value's type, escaped for transport."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence

Value = str | int | float | Sequence[str] | Sequence[int]
NONE: Mapping[str, Value] = {}

_SURROGATE = re.compile("[\ud800-\udfff]")
_ESCAPES = str.maketrans(
    {"\\": "\\\\", "\t": "\\t", "\n": "\\n", "\r": "\\r", "\b": "\\b", "\f": "\\f", "\0": "\\0"}
)


def text(value: Value) -> str:
    """A text is escaped; a list is written `['a','b']`, its texts quoted."""
    if isinstance(value, str):
        return clean(value).translate(_ESCAPES)
    if isinstance(value, bool):
        return str(int(value))
    if isinstance(value, int | float):
        return str(value)
    return "[" + ",".join(_quoted(item) for item in value) + "]"


def clean(value: str) -> str:
    """Valid UTF-8 without NUL: a lone surrogate becomes U+FFFD, a NUL is removed. Everything else stays."""
    if value.isascii() and "\0" not in value:
        return value
    return _SURROGATE.sub("\ufffd", value).replace("\0", "")


def _quoted(item: str | int) -> str:
    if isinstance(item, int):
        return str(item)
    return "'" + clean(item).translate(_ESCAPES).replace("'", "\\'") + "'"
