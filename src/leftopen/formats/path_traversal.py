"""Detects a name that would lead out of the folder in which it was listed."""

from __future__ import annotations


def has_traversal(path: str) -> bool:
    """Does it have an empty step, `.` or `..`, with slashes of either kind?"""
    return not {"", ".", ".."}.isdisjoint(path.replace("\\", "/").split("/"))
