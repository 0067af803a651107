"""The console: users, sessions, one-time links, notes on cases, saved searches."""

from __future__ import annotations

from alembic import op
from sqlalchemy import Column, Text

revision = "0004"
down_revision = "0003"


def upgrade() -> None:
    op.create_table(
        "users",
        Column("id", Text, primary_key=True),
        Column("name", Text, nullable=False, unique=True),
        Column("record", Text, nullable=False),
    )
    for table, of in (("sittings", "user"), ("links", "user"), ("notes", "case_id"), ("searches", "user")):
        op.create_table(
            table,
            Column("id", Text, primary_key=True),
            Column(of, Text, nullable=False),
            Column("made", Text, nullable=False),
            Column("record", Text, nullable=False),
        )
        op.create_index(f"{table}_{of}", table, [of, "made"])
