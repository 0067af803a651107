"""A name that would lead out of where it was listed."""

from __future__ import annotations


def has_traversal(path: str) -> bool:
    """Has it an empty step, `.` or `..`, with slashes of either kind?"""
    return not {"", ".", ".."}.isdisjoint(path.replace("\\", "/").split("/"))
