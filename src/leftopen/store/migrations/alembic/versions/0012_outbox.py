"""The outbox: how far each message is, the one switch for all of them, and what is muted."""

from __future__ import annotations

from alembic import op
from sqlalchemy import Column, Integer, Text

revision = "0012"
down_revision = "0011"


def upgrade() -> None:
    op.create_table(
        "outbox",
        Column("notice", Text, primary_key=True),
        Column("state", Text, nullable=False),
        Column("hold", Text, nullable=False),
        Column("recipient", Text, nullable=False),
        Column("created", Text, nullable=False),
        Column("due", Text),
        Column("sent", Text),
        Column("record", Text, nullable=False),
    )
    op.create_index("outbox_state", "outbox", ["state", "created"])
    op.create_index("outbox_sent", "outbox", ["sent"])
    op.create_table(
        "outbox_stop", Column("id", Integer, primary_key=True), Column("record", Text, nullable=False)
    )
    op.create_table("mutes", Column("id", Text, primary_key=True), Column("record", Text, nullable=False))
