"""Checks that found what an earlier one had found, until the event of the day tells of them."""

from __future__ import annotations

from alembic import op
from sqlalchemy import Column, Text

revision = "0025"
down_revision = "0024"


def upgrade() -> None:
    op.create_table(
        "look_counts",
        Column("case_id", Text, primary_key=True),
        Column("begun", Text, nullable=False),
        Column("record", Text, nullable=False),
    )
