"""Organisations with their contacts; the cases of one server are found by an index; jobs of a kind that no
longer exists end."""

from __future__ import annotations

import json

from alembic import op
from sqlalchemy import Column, Text, text

revision = "0017"
down_revision = "0016"

GONE = "a run of a monitor sends its messages itself now; its next run tells what is new"
OF_CASE = "CASE json_valid(record) WHEN 1 THEN json_extract(record, '$.{name}') END"
LIVE = (
    "SELECT id, record, strftime('%Y-%m-%dT%H:%M:%SZ', 'now') AS now FROM jobs "
    "WHERE kind = 'digest' AND state IN ('waiting', 'running')"
)
END = (
    "UPDATE jobs SET state = 'cancelled', live_key = NULL, worker = '', lease_until = NULL, record = :record "
    "WHERE id = :id"
)


def upgrade() -> None:
    op.create_table(
        "organisations",
        Column("id", Text, primary_key=True),
        Column("name", Text, nullable=False, unique=True),
        Column("record", Text, nullable=False),
    )
    for name in ("identity", "address"):
        op.execute(f"CREATE INDEX cases_{name} ON cases ({OF_CASE.format(name=name)})")
    connection = op.get_bind()
    for row in connection.execute(text(LIVE)).all():
        ended = {"state": "cancelled", "said": GONE, "finished": row.now, "worker": "", "lease_until": None}
        record = json.dumps(json.loads(row.record) | ended)
        connection.execute(text(END), {"record": record, "id": row.id})
