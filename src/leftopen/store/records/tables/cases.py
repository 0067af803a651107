"""Cases, what was found, decided and proved."""

from __future__ import annotations

from sqlalchemy import BigInteger, Column, Index, Table, Text

from leftopen.store.records.tables.metadata import metadata, owned

cases = Table(
    "cases",
    metadata,
    Column("id", Text, primary_key=True),
    Column("finding", Text, nullable=False),
    Column("state", Text, nullable=False),
    Column("last_seq", BigInteger, nullable=False),
    Column("record", Text, nullable=False),
    Index("cases_finding", "finding"),
    Index("cases_state", "state"),
)

case_holds = Table(
    "case_holds",
    metadata,
    Column("case_id", Text, primary_key=True),
    Column("at", Text, nullable=False),
    Column("record", Text, nullable=False),
)

findings = Table(
    "findings",
    metadata,
    Column("finding", Text, primary_key=True),
    Column("case_id", Text, primary_key=True),
    Column("at", Text, nullable=False),
    Column("record", Text, nullable=False),
)

reviews = Table(
    "reviews",
    metadata,
    Column("id", Text, primary_key=True),
    Column("service", Text, nullable=False),
    Column("last_seen", Text, nullable=False),
    Column("record", Text, nullable=False),
    Index("reviews_service", "service"),
)

events = Table(
    "events",
    metadata,
    Column("seq", BigInteger, primary_key=True, autoincrement=False),
    Column("case_id", Text, nullable=False),
    Column("kind", Text, nullable=False),
    Column("at", Text, nullable=False),
    Column("actor", Text, nullable=False),
    Column("body", Text, nullable=False),
    Column("previous", Text, nullable=False),
    Column("hash", Text, nullable=False),
    Column("idempotency_key", Text, unique=True),
    Index("events_case", "case_id", "seq"),
)

# Looks that wait for the event that tells of them; outside of the chain until then.
look_counts = Table(
    "look_counts",
    metadata,
    Column("case_id", Text, primary_key=True),
    Column("begun", Text, nullable=False),
    Column("record", Text, nullable=False),
)

signed_heads = Table(
    "signed_heads",
    metadata,
    Column("seq", BigInteger, primary_key=True, autoincrement=False),
    Column("hash", Text, nullable=False),
    Column("at", Text, nullable=False),
    Column("signature", Text, nullable=False),
)

response_entries = Table(
    "response_entries",
    metadata,
    Column("case_id", Text, primary_key=True),
    Column("seq", BigInteger, primary_key=True, autoincrement=False),
    Column("kind", Text, nullable=False),
    Column("at", Text, nullable=False),
    Column("by", Text, nullable=False),
    Column("body", Text, nullable=False),
    Column("previous", Text, nullable=False),
    Column("hash", Text, nullable=False),
)

stamped_heads = Table(
    "stamped_heads",
    metadata,
    Column("seq", BigInteger, primary_key=True, autoincrement=False),
    Column("record", Text, nullable=False),
)

notes = owned("case_id", "notes")
