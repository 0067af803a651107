"""Lists of CVEs: scores of EPSS, and CISA's known exploited vulnerabilities."""

from __future__ import annotations

from alembic import op
from sqlalchemy import Column, Float, Integer, Text

revision = "0018"
down_revision = "0017"


def upgrade() -> None:
    op.create_table(
        "cve_facts",
        Column("list", Text, primary_key=True),
        Column("cve", Text, primary_key=True),
        Column("epss", Float),
        Column("kev_added", Text, nullable=False),
        Column("ransomware", Integer, nullable=False),
    )
    op.create_table(
        "cve_lists",
        Column("name", Text, primary_key=True),
        Column("title", Text, nullable=False),
        Column("dated", Text, nullable=False),
        Column("rows", Integer, nullable=False),
        Column("imported", Text, nullable=False),
    )
