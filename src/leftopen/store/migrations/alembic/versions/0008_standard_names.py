"""Standard names for tables and columns; no row changes. SQLite renames in the transaction of the migration,
so that an interrupted one leaves the old names. `schema` makes a backup first."""

from __future__ import annotations

from alembic import op

revision = "0008"
down_revision = "0007"

TABLES = (
    ("sittings", "sessions"),
    ("links", "one_time_links"),
    ("submissions", "scan_jobs"),
    ("heads", "signed_heads"),
)
COLUMNS = (
    ("api_keys", "made", "created"),
    ("sessions", "made", "created"),
    ("one_time_links", "made", "created"),
    ("notes", "made", "created"),
    ("searches", "made", "created"),
    ("passkeys", "made", "created"),
    ("notices", "written", "created"),
    ("notices", "sending", "sending_since"),
    ("scans", "wanted", "request"),
    ("events", "once", "idempotency_key"),
    ("audit", "what", "action"),
)
INDEXES = (
    ("sittings_user", "sessions_user", "sessions", ("user", "created")),
    ("links_user", "one_time_links_user", "one_time_links", ("user", "created")),
    ("submissions_status", "scan_jobs_status", "scan_jobs", ("status", "created")),
    ("scans_wanted", "scans_request", "scans", ("request",)),
)


def upgrade() -> None:
    for old, new in TABLES:
        op.rename_table(old, new)
    for table, old, new in COLUMNS:
        # As SQL: Alembic would copy the whole table.
        op.execute(f'ALTER TABLE {table} RENAME COLUMN "{old}" TO "{new}"')
    for old, new, table, columns in INDEXES:
        op.drop_index(old)
        op.create_index(new, table, list(columns))
