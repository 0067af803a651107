"""The process that sends a message, so that others see when it died."""

from __future__ import annotations

from alembic import op
from sqlalchemy import Column, Text

revision = "0023"
down_revision = "0022"


def upgrade() -> None:
    op.add_column("notices", Column("sender", Text))
