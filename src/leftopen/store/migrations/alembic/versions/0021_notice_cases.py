"""Which cases each notice is about, so that those of one case are found by an index; and which reports of
mail servers were counted."""

from __future__ import annotations

from alembic import op
from sqlalchemy import Column, Text

revision = "0021"
down_revision = "0020"

FIRST = (
    "INSERT OR IGNORE INTO notice_cases (case_id, notice) SELECT case_id, id FROM notices WHERE case_id <> ''"
)
ALSO = """
INSERT OR IGNORE INTO notice_cases (case_id, notice)
SELECT json_extract(item.value, '$.case'), notices.id
FROM notices, json_each(CASE json_valid(record) WHEN 1 THEN record ELSE '{}' END, '$.about') AS item
WHERE notices.case_id <> '' AND coalesce(json_extract(item.value, '$.case'), '') <> ''
"""

# Older notices do not say what else they were about; the events do.
TOLD = """
INSERT OR IGNORE INTO notice_cases (case_id, notice)
SELECT events.case_id, notices.id FROM events
JOIN notices ON notices.id = json_extract(CASE json_valid(body) WHEN 1 THEN body ELSE '{}' END, '$.notice')
WHERE events.kind = 'notified'
"""


def upgrade() -> None:
    op.create_table(
        "notice_cases",
        Column("case_id", Text, primary_key=True),
        Column("notice", Text, primary_key=True),
    )
    op.create_index("notice_cases_notice", "notice_cases", ["notice"])
    op.create_table("bounces", Column("id", Text, primary_key=True), Column("notice", Text, nullable=False))
    op.create_index("bounces_notice", "bounces", ["notice"])
    op.execute(FIRST)
    op.execute(ALSO)
    op.execute(TOLD)
