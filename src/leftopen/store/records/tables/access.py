"""Who may do what, and who did."""

from __future__ import annotations

from sqlalchemy import BigInteger, Column, Index, Integer, Table, Text

from leftopen.store.records.tables.metadata import metadata, owned

users = Table(
    "users",
    metadata,
    Column("id", Text, primary_key=True),
    Column("name", Text, nullable=False, unique=True),
    Column("record", Text, nullable=False),
)

api_keys = Table(
    "api_keys",
    metadata,
    Column("id", Text, primary_key=True),
    Column("created", Text, nullable=False),
    Column("name", Text, nullable=False, unique=True),
    Column("record", Text, nullable=False),
    Column("user", Text, nullable=False, server_default=""),
    Index("api_keys_user", "user"),
)

audit = Table(
    "audit",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("at", Text, nullable=False),
    Column("actor", Text, nullable=False),
    Column("action", Text, nullable=False),
    Column("subject", Text, nullable=False),
    Column("clause", Text, nullable=False),
    Column("count", BigInteger, nullable=False),
)

sessions = owned("user", "sessions")
one_time_links = owned("user", "one_time_links")
passkeys = owned("user", "passkeys")
searches = owned("user", "searches")
