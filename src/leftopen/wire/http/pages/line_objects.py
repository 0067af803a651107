"""Reads JSON lines: one object a line. Pure and bounded."""

from __future__ import annotations

import json

from leftopen.model.facts import Json

MOST, TEXT = 1000, 512 * 1024


def line_objects(text: str) -> tuple[dict[str, Json], ...]:
    """The objects of JSON lines (one object a line), at most 1,000; () when a line of the first ten is none.
    A last line that was cut is left out."""
    found: list[dict[str, Json]] = []
    for number, line in enumerate(text[:TEXT].split("\n")[: 2 * MOST]):
        if not line.strip():
            continue
        try:
            row = json.loads(line) if line.lstrip()[:1] == "{" else None
        except (ValueError, RecursionError):
            row = None
        if isinstance(row, dict) and len(found) < MOST:
            found.append(row)
        elif number < 10:
            return ()
    return tuple(found)
