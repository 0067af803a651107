"""Python values as SQL literals. Text from users and files goes into statements through here only."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import UTC, datetime


def quoted(text: str) -> str:
    """A string literal."""
    for raw, escaped in (("\\", "\\\\"), ("'", "\\'"), ("\n", "\\n"), ("\0", "\\0")):
        text = text.replace(raw, escaped)
    return f"'{text}'"


def strings(texts: Iterable[str]) -> str:
    """An array of strings."""
    return "CAST([" + ", ".join(map(quoted, texts)) + "], 'Array(String)')"


def moment(at: datetime) -> str:
    """A DateTime64(3, 'UTC')."""
    return f"toDateTime64({quoted(at.astimezone(UTC).strftime('%Y-%m-%d %H:%M:%S.%f')[:-3])}, 3, 'UTC')"


def number(text: str) -> str:
    """An Int64 of a text expression; -1 where it is none. `-` counts as none."""
    return f"ifNull(toInt64OrNull({text}), -1)"
