"""The one `MetaData` that every table belongs to, and the form that several tables share."""

from __future__ import annotations

from sqlalchemy import Column, Index, MetaData, Table, Text

metadata = MetaData()


def owned(owner: str, name: str) -> Table:
    """A table of records that belong to a user or an object, and are found by it, oldest first."""
    return Table(
        name,
        metadata,
        Column("id", Text, primary_key=True),
        Column(owner, Text, nullable=False),
        Column("created", Text, nullable=False),
        Column("record", Text, nullable=False),
        Index(f"{name}_{owner}", owner, "created"),
    )
