"""The oldest version that can be brought up to date. `schema` makes the tables of a new folder from the
entities and gives it the newest version; a migration changes the tables of a folder that has rows."""

from __future__ import annotations

revision = "0025"
down_revision = None


def upgrade() -> None:
    """Nothing is older."""
