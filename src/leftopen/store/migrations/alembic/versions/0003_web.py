"""The web interface: API keys, alerts, notifiers, and requested scans."""

from __future__ import annotations

from alembic import op
from sqlalchemy import Column, Text

revision = "0003"
down_revision = "0002"


def upgrade() -> None:
    op.create_table(
        "api_keys",
        Column("id", Text, primary_key=True),
        Column("made", Text, nullable=False),
        Column("name", Text, nullable=False, unique=True),
        Column("record", Text, nullable=False),
    )
    op.create_table(
        "alerts",
        Column("id", Text, primary_key=True),
        Column("created", Text, nullable=False),
        Column("record", Text, nullable=False),
    )
    op.create_table(
        "notifiers",
        Column("id", Text, primary_key=True),
        Column("record", Text, nullable=False),
    )
    op.create_table(
        "submissions",
        Column("id", Text, primary_key=True),
        Column("created", Text, nullable=False),
        Column("status", Text, nullable=False),
        Column("record", Text, nullable=False),
    )
    op.create_index("submissions_status", "submissions", ["status", "created"])
