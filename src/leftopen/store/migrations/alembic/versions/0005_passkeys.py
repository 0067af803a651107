"""Passkeys: the public keys with which users sign in to the console."""

from __future__ import annotations

from alembic import op
from sqlalchemy import Column, Text

revision = "0005"
down_revision = "0004"


def upgrade() -> None:
    op.create_table(
        "passkeys",
        Column("id", Text, primary_key=True),
        Column("user", Text, nullable=False),
        Column("made", Text, nullable=False),
        Column("record", Text, nullable=False),
    )
    op.create_index("passkeys_user", "passkeys", ["user", "made"])
