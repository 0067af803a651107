"""Stores the signed heads of the chain, each in the transaction of its event."""

from __future__ import annotations

from sqlalchemy import Connection, delete, insert

from leftopen.cases.signed_heads import Head, Seal, follows
from leftopen.model.case import CaseEvent
from leftopen.present import timestamps
from leftopen.store.records.database import Database
from leftopen.store.records.reads.cases.signed_heads import end, hash_at, newest_head
from leftopen.store.records.tables import signed_heads


class HeadWriter:
    """Writes the signed heads of this data folder's chain."""

    def __init__(self, database: Database) -> None:
        self._database = database

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
