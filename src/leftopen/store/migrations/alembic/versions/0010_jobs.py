"""One queue for all durable work. Scans that were requested over the web interface become jobs of it."""

from __future__ import annotations

import json
from typing import Any

import sqlalchemy as sa
from alembic import op
from sqlalchemy import Column, Text

revision = "0010"
down_revision = "0009"

STATES = {"QUEUE": "waiting", "PROCESSING": "waiting", "DONE": "done"}


def upgrade() -> None:
    op.create_table(
        "jobs",
        Column("id", Text, primary_key=True),
        Column("kind", Text, nullable=False),
        Column("state", Text, nullable=False),
        Column("due", Text, nullable=False),
        Column("created", Text, nullable=False),
        Column("worker", Text, nullable=False),
        Column("lease_until", Text),
        Column("live_key", Text, unique=True),
        Column("record", Text, nullable=False),
    )
    op.create_index("jobs_due", "jobs", ["state", "due"])
    op.create_index("jobs_kind", "jobs", ["kind", "created"])
    connection = op.get_bind()
    rows = connection.execute(sa.text("SELECT id, created, status, record FROM scan_jobs")).all()
    added = sa.text(
        "INSERT INTO jobs (id, kind, state, due, created, worker, record) "
        "VALUES (:id, 'scan', :state, :created, :created, '', :record)"
    )
    for id, created, status, record in rows:
        job = _job(json.loads(record), STATES[status])
        connection.execute(
            added, {"id": id, "state": STATES[status], "created": created, "record": json.dumps(job)}
        )
    op.drop_table("scan_jobs")


def _job(before: dict[str, Any], state: str) -> dict[str, Any]:
    payload = {"parts": before["parts"], "size": before["size"]}
    key, user = before.get("key", ""), before.get("user", "")
    return {
        "id": before["id"], "kind": "scan", "created": before["created"], "due": before["created"],
        "payload": payload, "asked_by": f"key {key}" if key else f"user {user}" if user else "",
        "state": state, "said": before.get("said", ""),
    }  # fmt: skip
