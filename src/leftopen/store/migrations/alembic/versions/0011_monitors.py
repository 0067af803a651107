"""Monitors, what they saw, and what they found changed."""

from __future__ import annotations

from alembic import op
from sqlalchemy import BigInteger, Column, Text

revision = "0011"
down_revision = "0010"


def upgrade() -> None:
    op.create_table(
        "monitors",
        Column("id", Text, primary_key=True),
        Column("name", Text, nullable=False, unique=True),
        Column("created", Text, nullable=False),
        Column("record", Text, nullable=False),
    )
    op.create_table(
        "monitor_services",
        Column("monitor", Text, primary_key=True),
        Column("service", Text, primary_key=True),
        Column("record", Text, nullable=False),
    )
    op.create_table(
        "monitor_events",
        Column("id", Text, primary_key=True),
        Column("monitor", Text, nullable=False),
        Column("run", BigInteger, nullable=False),
        Column("at", Text, nullable=False),
        Column("record", Text, nullable=False),
    )
    op.create_index("monitor_events_run", "monitor_events", ["monitor", "run"])
    op.create_index("monitor_events_at", "monitor_events", ["at"])
