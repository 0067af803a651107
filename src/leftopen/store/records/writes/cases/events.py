"""Appends rows to the event chain, which never change."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, insert, select

from leftopen.cases import hash_chain
from leftopen.model.case import CaseEvent, CaseEventKind
from leftopen.model.facts import Json
from leftopen.store.records.tables import events


def sealed(
    connection: Connection,
    case: str,
    kind: CaseEventKind,
    at: datetime,
    actor: str,
    body: Mapping[str, Json],
) -> CaseEvent:
    """The next event, linked to the newest one; not inserted yet."""
    newest = connection.execute(
        select(events.c.seq, events.c.hash).order_by(events.c.seq.desc()).limit(1)
    ).first()
    seq, previous = (0, hash_chain.BEGINNING) if newest is None else (newest.seq, newest.hash)
    return hash_chain.seal(
        seq=seq + 1, case=case, kind=kind, at=at, actor=actor, body=body, previous=previous
    )


def inserted(connection: Connection, event: CaseEvent, once: str | None) -> None:
    """Adds it at the end. `once` is a key that can be in the chain only once."""
    row: dict[str, Any] = hash_chain.event_json(event)
    row |= {
        "case_id": row.pop("case"),
        "body": hash_chain.canonical(row["body"]).decode(),
        "idempotency_key": once,
    }
    connection.execute(insert(events).values(row))
