"""Imports and their progress."""

from __future__ import annotations

from alembic import op
from sqlalchemy import Column, Text

revision = "0002"
down_revision = "0001"


def upgrade() -> None:
    op.create_table(
        "imports",
        Column("id", Text, primary_key=True),
        Column("digest", Text, nullable=False),
        Column("started", Text, nullable=False),
        Column("state", Text, nullable=False),
        Column("record", Text, nullable=False),
    )
    op.create_index("imports_digest", "imports", ["digest"])
