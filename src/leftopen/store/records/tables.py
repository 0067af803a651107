"""The present tables of the records; `store/migrations/alembic` holds their history.

Times are text as `cases.timestamps` writes them, so that they sort; `record` is the whole dataclass in JSON.
"""

from __future__ import annotations

from sqlalchemy import BigInteger, Column, Index, Integer, MetaData, Table, Text

metadata = MetaData()

scopes = Table(
    "scopes",
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

signed_heads = Table(
    "signed_heads",
    metadata,
    Column("seq", BigInteger, primary_key=True, autoincrement=False),
    Column("hash", Text, nullable=False),
    Column("at", Text, nullable=False),
    Column("signature", Text, nullable=False),
)

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

notices = Table(
    "notices",
    metadata,
    Column("id", Text, primary_key=True),
    Column("case_id", Text, nullable=False),
    Column("created", Text, nullable=False),
    Column("file", Text, nullable=False),
    Column("record", Text, nullable=False),
    Column("sending_since", Text),
    Index("notices_case", "case_id"),
)

receipts = Table(
    "receipts",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("notice", Text, nullable=False),
    Column("record", Text, nullable=False),
    Index("receipts_notice", "notice"),
)

audit = Table(
    "audit",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("at", Text, nullable=False),
    Column("actor", Text, nullable=False),
    Column("action", Text, nullable=False),
    Column("subject", Text, nullable=False),
    Column("clause", Text, nullable=False),
    Column("count", BigInteger, nullable=False),
)

api_keys = Table(
    "api_keys",
    metadata,
    Column("id", Text, primary_key=True),
    Column("created", Text, nullable=False),
    Column("name", Text, nullable=False, unique=True),
    Column("record", Text, nullable=False),
    Column("user", Text, nullable=False, server_default=""),
    Index("api_keys_user", "user"),
)

alerts = Table(
    "alerts",
    metadata,
    Column("id", Text, primary_key=True),
    Column("created", Text, nullable=False),
    Column("record", Text, nullable=False),
)

notifiers = Table(
    "notifiers",
    metadata,
    Column("id", Text, primary_key=True),
    Column("record", Text, nullable=False),
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

users = Table(
    "users",
    metadata,
    Column("id", Text, primary_key=True),
    Column("name", Text, nullable=False, unique=True),
    Column("record", Text, nullable=False),
)


def _of(owner: str, name: str) -> Table:
    """A table of records that belong to a user or an object, and are found by it, oldest first."""
    return Table(
        name,
        metadata,
        Column("id", Text, primary_key=True),
        Column(owner, Text, nullable=False),
        Column("created", Text, nullable=False),
        Column("record", Text, nullable=False),
        Index(f"{name}_{owner}", owner, "created"),
    )


sessions = _of("user", "sessions")
one_time_links = _of("user", "one_time_links")
notes = _of("case_id", "notes")
searches = _of("user", "searches")
passkeys = _of("user", "passkeys")
