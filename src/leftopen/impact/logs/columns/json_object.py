"""Values of a line that is a JSON object, as SQL."""

from __future__ import annotations

import json
from collections.abc import Sequence

from leftopen.impact.logs.sql_text import quoted


def text(*path: str) -> str:
    """A string, '' for anything else."""
    return f"JSONExtractString(line, {', '.join(map(quoted, path))})"


def raw(*path: str) -> str:
    """A number or a string, as text."""
    return f"trimBoth(JSONExtractRaw(line, {', '.join(map(quoted, path))}), '\"')"


def first(*path: str) -> str:
    """The first string of an array."""
    return f"JSONExtractString(line, {', '.join(map(quoted, path))}, 1)"


def begins(lines: Sequence[str]) -> bool:
    """Does the file begin as JSON? What a client sends may look like JSON in a line of another log."""
    return bool(lines) and lines[0].lstrip().startswith(("{", "["))


def looks(line: str, *names: str) -> bool:
    """Is it an object that has all these members?"""
    if not line.startswith("{"):
        return False
    try:
        found = json.loads(line)
    except (ValueError, RecursionError):
        return False
    return isinstance(found, dict) and all(name in found for name in names)
