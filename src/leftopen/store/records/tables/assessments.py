"""What reviewers said about assessments."""

from __future__ import annotations

from sqlalchemy import Column, Table, Text

from leftopen.store.records.tables.metadata import metadata

judgements = Table(
    "judgements",
    metadata,
    Column("kind", Text, primary_key=True),
    Column("subject", Text, primary_key=True),
    Column("by", Text, primary_key=True),
    Column("at", Text, nullable=False),
    Column("record", Text, nullable=False),
)
