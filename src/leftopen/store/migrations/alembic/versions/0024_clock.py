"""How far the wall clock is trusted: one row."""

from __future__ import annotations

from alembic import op
from sqlalchemy import BigInteger, Column, Text

revision = "0024"
down_revision = "0023"


def upgrade() -> None:
    op.create_table(
        "clock",
        Column("id", BigInteger, primary_key=True, autoincrement=False),
        Column("record", Text, nullable=False),
    )
