"""The first tables: scope, scans, the chain of events and its projection, evidence, notices, audit log."""

from __future__ import annotations

from alembic import op
from sqlalchemy import BigInteger, Column, Integer, Text

revision = "0001"
down_revision = None


def upgrade() -> None:
    _what_is_known()
    _the_chain()
    _what_was_done()
    for table in ("events", "audit"):
        for change in ("UPDATE", "DELETE"):
            op.execute(
                f"CREATE TRIGGER {table}_no_{change.lower()} BEFORE {change} ON {table} "
                f"BEGIN SELECT RAISE(ABORT, 'the {table} are only ever added to'); END"
            )


def _what_is_known() -> None:
    op.create_table(
        "scopes",
        Column("id", Text, primary_key=True),
        Column("added", Text, nullable=False),
        Column("record", Text, nullable=False),
    )
    op.create_table(
        "scans",
        Column("id", Text, primary_key=True),
        Column("started", Text, nullable=False),
        Column("state", Text, nullable=False),
        Column("wanted", Text, nullable=False),
        Column("record", Text, nullable=False),
    )
    op.create_index("scans_wanted", "scans", ["wanted"])
    op.create_table(
        "findings",
        Column("finding", Text, primary_key=True),
        Column("case_id", Text, primary_key=True),
        Column("at", Text, nullable=False),
        Column("record", Text, nullable=False),
    )


def _the_chain() -> None:
    op.create_table(
        "events",
        Column("seq", BigInteger, primary_key=True, autoincrement=False),
        Column("case_id", Text, nullable=False),
        Column("kind", Text, nullable=False),
        Column("at", Text, nullable=False),
        Column("actor", Text, nullable=False),
        Column("body", Text, nullable=False),
        Column("previous", Text, nullable=False),
        Column("hash", Text, nullable=False),
        Column("once", Text, unique=True),
    )
    op.create_index("events_case", "events", ["case_id", "seq"])
    op.create_table(
        "cases",
        Column("id", Text, primary_key=True),
        Column("finding", Text, nullable=False),
        Column("state", Text, nullable=False),
        Column("last_seq", BigInteger, nullable=False),
        Column("record", Text, nullable=False),
    )
    op.create_index("cases_finding", "cases", ["finding"])
    op.create_index("cases_state", "cases", ["state"])


def _what_was_done() -> None:
    op.create_table(
        "notices",
        Column("id", Text, primary_key=True),
        Column("case_id", Text, nullable=False),
        Column("written", Text, nullable=False),
        Column("file", Text, nullable=False),
        Column("record", Text, nullable=False),
    )
    op.create_index("notices_case", "notices", ["case_id"])
    op.create_table(
        "receipts",
        Column("id", Integer, primary_key=True),
        Column("notice", Text, nullable=False),
        Column("record", Text, nullable=False),
    )
    op.create_index("receipts_notice", "receipts", ["notice"])
    op.create_table(
        "audit",
        Column("id", Integer, primary_key=True),
        Column("at", Text, nullable=False),
        Column("actor", Text, nullable=False),
        Column("what", Text, nullable=False),
        Column("subject", Text, nullable=False),
        Column("clause", Text, nullable=False),
        Column("count", BigInteger, nullable=False),
    )
