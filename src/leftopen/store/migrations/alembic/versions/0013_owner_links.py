"""The links by which owners answer a notice without an account."""

from __future__ import annotations

from alembic import op
from sqlalchemy import Column, Text

revision = "0013"
down_revision = "0012"


def upgrade() -> None:
    op.create_table(
        "owner_links",
        Column("id", Text, primary_key=True),
        Column("case_id", Text, nullable=False),
        Column("record", Text, nullable=False),
    )
    op.create_index("owner_links_case", "owner_links", ["case_id"])
