"""The signed heads of the event chain, each stored in the transaction of its event."""

from __future__ import annotations

from typing import Any

from sqlalchemy import BigInteger, Column, Connection, Row, Table, Text, delete, insert, select

from leftopen.cases.signed_heads import Head, Seal, follows
from leftopen.model.case import CaseEvent
from leftopen.present import timestamps
from leftopen.store.records import Records
from leftopen.store.records.changes import Changes
from leftopen.store.records.entities.cases.events import events
from leftopen.store.records.table import metadata

signed_heads = Table(
    "signed_heads",
    metadata,
    Column("seq", BigInteger, primary_key=True, autoincrement=False),
    Column("hash", Text, nullable=False),
    Column("at", Text, nullable=False),
    Column("signature", Text, nullable=False),
)


class Heads:
    """The signed heads of this data folder's chain."""

    def __init__(self, records: Records) -> None:
        self._database = records.database

    def newest(self) -> tuple[tuple[int, str], Head | None]:
        """Number and hash of the newest event, (0, '') when there is none; and the newest signed head."""
        with self._database.read() as connection:
            return end(connection), newest_head(connection)

    def list(self) -> list[Head]:
        """All, oldest first."""
        with self._database.read() as connection:
            rows = connection.execute(select(signed_heads).order_by(signed_heads.c.seq))
            return [_head(row) for row in rows]

    def hash_at(self, seq: int) -> str:
        """The hash of the event of that number, '' when there is none."""
        with self._database.read() as connection:
            return hash_at(connection, seq)


class HeadWriter:
    """Writes the signed heads of this data folder's chain."""

    def __init__(self, changes: Changes) -> None:
        self._database = changes.database

    def sign(self, seal: Seal) -> Head | None:
        """Signs the chain as it stands, whatever was signed before; None where it has no event."""
        with self._database.write() as connection:
            seq, hash = end(connection)
            connection.execute(delete(signed_heads).where(signed_heads.c.seq >= seq))
            if not seq:
                return None
            head = seal.sign(seq, hash)
            _insert(connection, head)
        return head


def end(connection: Connection) -> tuple[int, str]:
    row = connection.execute(
        select(events.c.seq, events.c.hash).order_by(events.c.seq.desc()).limit(1)
    ).first()
    return (0, "") if row is None else (row.seq, row.hash)


def hash_at(connection: Connection, seq: int) -> str:
    return connection.scalar(select(events.c.hash).where(events.c.seq == seq)) or ""


def newest_head(connection: Connection) -> Head | None:
    row = connection.execute(select(signed_heads).order_by(signed_heads.c.seq.desc()).limit(1)).first()
    return None if row is None else _head(row)


def _head(row: Row[Any]) -> Head:
    return Head(seq=row.seq, hash=row.hash, at=timestamps.parse_utc(row.at), signature=row.signature)


def follow(connection: Connection, seal: Seal, event: CaseEvent) -> Head | None:
    """Signs and stores the head of the new event. None where the chain before it does not fit its signed
    head: something else has written there, and a signature would vouch for it."""
    before = newest_head(connection)
    if (event.seq - 1, event.previous) != (
        (0, event.previous) if before is None else (before.seq, before.hash)
    ):
        return None
    if before is not None and not seal.is_ours(before):
        return None
    if not follows(seal.last(), lambda seq: hash_at(connection, seq)):
        return None
    head = seal.sign(event.seq, event.hash)
    _insert(connection, head)
    return head


def _insert(connection: Connection, head: Head) -> None:
    row = {
        "seq": head.seq,
        "hash": head.hash,
        "at": timestamps.format_utc(head.at),
        "signature": head.signature,
    }
    connection.execute(delete(signed_heads).where(signed_heads.c.seq >= head.seq))
    connection.execute(insert(signed_heads).values(row))
