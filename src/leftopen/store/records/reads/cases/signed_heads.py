"""Reads the signed heads of the chain."""

from __future__ import annotations

from sqlalchemy import Connection, select

from leftopen.cases.signed_heads import Head
from leftopen.present import timestamps
from leftopen.store.records.database import Database
from leftopen.store.records.tables import events, signed_heads


class Heads:
    """The signed heads of this data folder's chain."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def newest(self) -> tuple[tuple[int, str], Head | None]:
        """Number and hash of the newest event, (0, '') when there is none; and the newest signed head."""
        with self._database.read() as connection:
            return end(connection), newest_head(connection)

    def list(self) -> list[Head]:
        """All, oldest first."""
        with self._database.read() as connection:
            rows = connection.execute(select(signed_heads).order_by(signed_heads.c.seq)).mappings()
            return [
                Head(seq=r["seq"], hash=r["hash"], at=timestamps.parse_utc(r["at"]), signature=r["signature"])
                for r in rows
            ]

    def hash_at(self, seq: int) -> str:
        """The hash of the event of that number, '' when there is none."""
        with self._database.read() as connection:
            return hash_at(connection, seq)


def end(connection: Connection) -> tuple[int, str]:
    row = connection.execute(
        select(events.c.seq, events.c.hash).order_by(events.c.seq.desc()).limit(1)
    ).first()
    return (0, "") if row is None else (row.seq, row.hash)


def hash_at(connection: Connection, seq: int) -> str:
    return connection.scalar(select(events.c.hash).where(events.c.seq == seq)) or ""


def newest_head(connection: Connection) -> Head | None:
    row = connection.execute(select(signed_heads).order_by(signed_heads.c.seq.desc()).limit(1)).first()
    if row is None:
        return None
    return Head(seq=row.seq, hash=row.hash, at=timestamps.parse_utc(row.at), signature=row.signature)
