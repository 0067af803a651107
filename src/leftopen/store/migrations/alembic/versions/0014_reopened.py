"""Cases that were reopened know when: what is due counts from then."""

from __future__ import annotations

import json

from alembic import op
from sqlalchemy import text

revision = "0014"
down_revision = "0013"

REOPENED = "SELECT case_id, at FROM events WHERE kind = 'reopened' ORDER BY seq"


def upgrade() -> None:
    connection = op.get_bind()
    times = {row.case_id: row.at for row in connection.execute(text(REOPENED))}
    for case, at in times.items():
        found = connection.execute(text("SELECT record FROM cases WHERE id = :id"), {"id": case}).scalar()
        if found is None:
            continue
        record = json.dumps({**json.loads(found), "reopened": at}, separators=(",", ":"), ensure_ascii=False)
        connection.execute(
            text("UPDATE cases SET record = :record WHERE id = :id"), {"record": record, "id": case}
        )
