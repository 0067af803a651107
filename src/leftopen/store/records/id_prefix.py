"""Finds one row by the beginning of its id."""

from __future__ import annotations

from sqlalchemy import Column, Connection, Table, func, select

from leftopen.errors import NotFound


def full_id(connection: Connection, table: Table, prefix: str, noun: str) -> str:
    """The one id with this prefix (a complete id always wins). NotFound when there is none, or several."""
    column: Column[str] = table.c.id
    if connection.scalars(select(column).where(column == prefix)).first() is not None:
        return prefix
    # Not LIKE, which ignores case in SQLite.
    begins = func.substr(column, 1, len(prefix)) == prefix
    found = connection.scalars(select(column).where(begins).order_by(column).limit(9)).all()
    if not prefix or not found:
        raise NotFound(f"there is no {noun} {prefix!r}")
    if len(found) > 1:
        raise NotFound(f"{prefix!r} matches several {noun}s: {', '.join(i[:12] for i in found)}")
    return str(found[0])
