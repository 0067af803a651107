"""The time since when a notice is being sent, so that it is sent once; and the signed heads of the chain."""

from __future__ import annotations

from alembic import op
from sqlalchemy import BigInteger, Column, Text

revision = "0007"
down_revision = "0006"


def upgrade() -> None:
    op.add_column("notices", Column("sending", Text))
    op.create_table(
        "heads",
        Column("seq", BigInteger, primary_key=True, autoincrement=False),
        Column("hash", Text, nullable=False),
        Column("at", Text, nullable=False),
        Column("signature", Text, nullable=False),
    )
