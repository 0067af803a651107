"""The owners of API keys: '' for older keys, which still see everything. A leftopen that knows no owners must
not open these records, since it would show such a key everything."""

from __future__ import annotations

from alembic import op
from sqlalchemy import Column, Text

revision = "0006"
down_revision = "0005"


def upgrade() -> None:
    op.add_column("api_keys", Column("user", Text, nullable=False, server_default=""))
    op.create_index("api_keys_user", "api_keys", ["user"])
