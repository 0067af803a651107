"""What is told, to whom, and what became of it."""

from __future__ import annotations

from sqlalchemy import Column, Index, Integer, Table, Text

from leftopen.store.records.tables.metadata import metadata

notices = Table(
    "notices",
    metadata,
    Column("id", Text, primary_key=True),
    Column("case_id", Text, nullable=False),
    Column("created", Text, nullable=False),
    Column("file", Text, nullable=False),
    Column("record", Text, nullable=False),
    Column("sending_since", Text),
    Column("sender", Text),
    Index("notices_case", "case_id"),
)

# Every case that a notice is about, whichever it names first.
notice_cases = Table(
    "notice_cases",
    metadata,
    Column("case_id", Text, primary_key=True),
    Column("notice", Text, primary_key=True),
    Index("notice_cases_notice", "notice"),
)

receipts = Table(
    "receipts",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("notice", Text, nullable=False),
    Column("record", Text, nullable=False),
    Index("receipts_notice", "notice"),
)

# Each report of a mail server that was counted, by a digest of it, so that it counts once.
bounces = Table(
    "bounces",
    metadata,
    Column("id", Text, primary_key=True),
    Column("notice", Text, nullable=False),
    Index("bounces_notice", "notice"),
)

# How far the message of each notice is.
outbox = Table(
    "outbox",
    metadata,
    Column("notice", Text, primary_key=True),
    Column("state", Text, nullable=False),
    Column("hold", Text, nullable=False),
    Column("recipient", Text, nullable=False),
    Column("created", Text, nullable=False),
    Column("due", Text),
    Column("sent", Text),
    Column("record", Text, nullable=False),
    Index("outbox_state", "state", "created"),
    Index("outbox_sent", "sent"),
)

# One row while nothing may leave.
outbox_stop = Table(
    "outbox_stop",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("record", Text, nullable=False),
)

mutes = Table(
    "mutes",
    metadata,
    Column("id", Text, primary_key=True),
    Column("record", Text, nullable=False),
)

organisations = Table(
    "organisations",
    metadata,
    Column("id", Text, primary_key=True),
    Column("name", Text, nullable=False, unique=True),
    Column("record", Text, nullable=False),
)

# What the calendar of an organisation says.
on_call = Table(
    "on_call",
    metadata,
    Column("organisation", Text, primary_key=True),
    Column("record", Text, nullable=False),
)

owner_links = Table(
    "owner_links",
    metadata,
    Column("id", Text, primary_key=True),
    Column("case_id", Text, nullable=False),
    Column("record", Text, nullable=False),
    Index("owner_links_case", "case_id"),
)

alerts = Table(
    "alerts",
    metadata,
    Column("id", Text, primary_key=True),
    Column("created", Text, nullable=False),
    Column("record", Text, nullable=False),
)

notifiers = Table(
    "notifiers",
    metadata,
    Column("id", Text, primary_key=True),
    Column("record", Text, nullable=False),
)
