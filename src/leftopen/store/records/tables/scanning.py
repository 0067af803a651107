"""What is scanned, by whom it was allowed, what monitors saw, and by which clock."""

from __future__ import annotations

from sqlalchemy import BigInteger, Column, Index, Table, Text

from leftopen.store.records.tables.metadata import metadata

scopes = Table(
    "scopes",
    metadata,
    Column("id", Text, primary_key=True),
    Column("added", Text, nullable=False),
    Column("record", Text, nullable=False),
)

exclusions = Table(
    "exclusions",
    metadata,
    Column("id", Text, primary_key=True),
    Column("added", Text, nullable=False),
    Column("record", Text, nullable=False),
)

scans = Table(
    "scans",
    metadata,
    Column("id", Text, primary_key=True),
    Column("started", Text, nullable=False),
    Column("state", Text, nullable=False),
    Column("request", Text, nullable=False),
    Column("record", Text, nullable=False),
    Index("scans_request", "request"),
)

imports = Table(
    "imports",
    metadata,
    Column("id", Text, primary_key=True),
    Column("digest", Text, nullable=False),
    Column("started", Text, nullable=False),
    Column("state", Text, nullable=False),
    Column("record", Text, nullable=False),
    Index("imports_digest", "digest"),
)

monitors = Table(
    "monitors",
    metadata,
    Column("id", Text, primary_key=True),
    Column("name", Text, nullable=False, unique=True),
    Column("created", Text, nullable=False),
    Column("record", Text, nullable=False),
)

# What the last judged run of each monitor saw.
monitor_services = Table(
    "monitor_services",
    metadata,
    Column("monitor", Text, primary_key=True),
    Column("service", Text, primary_key=True),
    Column("record", Text, nullable=False),
)

monitor_events = Table(
    "monitor_events",
    metadata,
    Column("id", Text, primary_key=True),
    Column("monitor", Text, nullable=False),
    Column("run", BigInteger, nullable=False),
    Column("at", Text, nullable=False),
    Column("record", Text, nullable=False),
    Index("monitor_events_run", "monitor", "run"),
    Index("monitor_events_at", "at"),
)

jobs = Table(
    "jobs",
    metadata,
    Column("id", Text, primary_key=True),
    Column("kind", Text, nullable=False),
    Column("state", Text, nullable=False),
    Column("due", Text, nullable=False),
    Column("created", Text, nullable=False),
    Column("worker", Text, nullable=False),
    Column("lease_until", Text),
    # The key while the job is live, else NULL: so that it is unique among the live ones.
    Column("live_key", Text, unique=True),
    Column("record", Text, nullable=False),
    Index("jobs_due", "state", "due"),
    Index("jobs_kind", "kind", "created"),
)

# One row: how far the wall clock is trusted.
clock = Table(
    "clock",
    metadata,
    Column("id", BigInteger, primary_key=True, autoincrement=False),
    Column("record", Text, nullable=False),
)
