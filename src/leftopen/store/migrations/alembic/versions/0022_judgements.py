"""What reviewers said about the hits and the clean documents of assessments."""

from __future__ import annotations

from alembic import op
from sqlalchemy import Column, Text

revision = "0022"
down_revision = "0021"


def upgrade() -> None:
    op.create_table(
        "judgements",
        Column("kind", Text, primary_key=True),
        Column("subject", Text, primary_key=True),
        Column("by", Text, primary_key=True),
        Column("at", Text, nullable=False),
        Column("record", Text, nullable=False),
    )
