"""Imported lists of CVEs."""

from __future__ import annotations

from sqlalchemy import Column, Float, Integer, Table, Text

from leftopen.store.records.tables.metadata import metadata

cve_facts = Table(
    "cve_facts",
    metadata,
    Column("list", Text, primary_key=True),
    Column("cve", Text, primary_key=True),
    Column("epss", Float),
    Column("kev_added", Text, nullable=False),
    Column("ransomware", Integer, nullable=False),
)

cve_lists = Table(
    "cve_lists",
    metadata,
    Column("name", Text, primary_key=True),
    Column("title", Text, nullable=False),
    Column("dated", Text, nullable=False),
    Column("rows", Integer, nullable=False),
    Column("imported", Text, nullable=False),
)
