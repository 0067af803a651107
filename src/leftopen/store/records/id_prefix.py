"""Finding one row by the beginning of its id."""

from __future__ import annotations

from sqlalchemy import Column, Connection, Table, func, select

from leftopen.errors import NotFound


def full_id(connection: Connection, table: Table, prefix: str, noun: str) -> str:
    """The one id that begins so (a whole id always wins). NotFound when none does, or several."""
    column: Column[str] = table.c.id
    if connection.scalars(select(column).where(column == prefix)).first() is not None:
        return prefix
    # Not LIKE: SQLite's takes A for a.
    begins = func.substr(column, 1, len(prefix)) == prefix
    found = connection.scalars(select(column).where(begins).order_by(column).limit(9)).all()
    if not prefix or not found:
        raise NotFound(f"there is no {noun} {prefix!r}")
    if len(found) > 1:
        raise NotFound(f"{prefix!r} matches several {noun}s: {', '.join(i[:12] for i in found)}")
    return str(found[0])
