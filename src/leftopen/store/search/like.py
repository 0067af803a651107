"""Builds patterns for LIKE."""

from __future__ import annotations

from collections.abc import Iterable


def like(pieces: Iterable[str]) -> str:
    """Matches these pieces in this order, with anything between."""
    return "%".join(_literal(piece) for piece in pieces)


def _literal(piece: str) -> str:
    return piece.replace("\\", "\\\\").replace("%", "\\%").replace("_", "\\_")
