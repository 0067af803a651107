"""Cases whose data is kept until a person lifts the hold."""

from __future__ import annotations

from alembic import op
from sqlalchemy import Column, Text

revision = "0016"
down_revision = "0015"


def upgrade() -> None:
    op.create_table(
        "case_holds",
        Column("case_id", Text, primary_key=True),
        Column("at", Text, nullable=False),
        Column("record", Text, nullable=False),
    )
