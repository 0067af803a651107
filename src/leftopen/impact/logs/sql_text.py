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


def without_port(address: str) -> str:
    """`192.0.2.1:443` and `[2001:db8::1]:443` without the port."""
    return (
        f"if(startsWith({address}, '['), extract({address}, '^\\\\[([^\\\\]]*)'), "
        f"if(countSubstrings({address}, ':') = 1, substringIndex({address}, ':', 1), {address}))"
    )


def host_without_port(host: str) -> str:
    """`mail.example.org:443` without the port."""
    return f"replaceRegexpOne({host}, ':[0-9]+$', '')"
