"""Finding one row by the beginning of its id."""

from __future__ import annotations

from sqlalchemy import Column, Connection, Table, select

from leftopen.errors import NotFound


def full_id(connection: Connection, table: Table, prefix: str, noun: str) -> str:
    """The one id that begins so (a whole id always wins). NotFound when none does, or several."""
    column: Column[str] = table.c.id
    begins = column.startswith(prefix, autoescape=True)
    found = connection.scalars(select(column).where(begins).order_by(column).limit(9)).all()
    if prefix in found:
        return prefix
    if not prefix or not found:
        raise NotFound(f"there is no {noun} {prefix!r}")
    if len(found) > 1:
        raise NotFound(f"{prefix!r} begins the ids of several {noun}s: {', '.join(i[:12] for i in found)}")
    return str(found[0])
