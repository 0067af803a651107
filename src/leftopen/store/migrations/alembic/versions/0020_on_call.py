"""Who is on call for an organisation, as its calendar was last read."""

from __future__ import annotations

from alembic import op
from sqlalchemy import Column, Text

revision = "0020"
down_revision = "0019"


def upgrade() -> None:
    op.create_table(
        "on_call",
        Column("organisation", Text, primary_key=True),
        Column("record", Text, nullable=False),
    )
