"""Exclusions: what is scanned but not reported, or reported without telling anybody; and the heads of the
event chain that an authority stamped."""

from __future__ import annotations

from alembic import op
from sqlalchemy import BigInteger, Column, Text

revision = "0015"
down_revision = "0014"


def upgrade() -> None:
    op.create_table(
        "exclusions",
        Column("id", Text, primary_key=True),
        Column("added", Text, nullable=False),
        Column("record", Text, nullable=False),
    )
    op.create_table(
        "stamped_heads",
        Column("seq", BigInteger, primary_key=True, autoincrement=False),
        Column("record", Text, nullable=False),
    )
