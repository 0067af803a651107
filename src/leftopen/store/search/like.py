"""Patterns of LIKE."""

from __future__ import annotations

from collections.abc import Iterable


def like(pieces: Iterable[str]) -> str:
    """Those pieces in this order, with anything between."""
    return "%".join(_literal(piece) for piece in pieces)


def _literal(piece: str) -> str:
    return piece.replace("\\", "\\\\").replace("%", "\\%").replace("_", "\\_")
