"""Readable findings that wait for a person's decision."""

from __future__ import annotations

from alembic import op
from sqlalchemy import Column, Text

revision = "0009"
down_revision = "0008"


def upgrade() -> None:
    op.create_table(
        "reviews",
        Column("id", Text, primary_key=True),
        Column("service", Text, nullable=False),
        Column("last_seen", Text, nullable=False),
        Column("record", Text, nullable=False),
    )
    op.create_index("reviews_service", "reviews", ["service"])
