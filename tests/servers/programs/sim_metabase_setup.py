"""Metabase as its settings `has-user-setup` and `setup-token` (src/metabase/setup of metabase/metabase) reach
a visitor, before and after the first user."""

from __future__ import annotations

from tests.servers.real import ACCESS
from tests.servers.sim_pages import simulated, titled
from tests.servers.sim_web import Said, as_json

UUID = "00000000-0000-4000-8000-000000000001"


def settings(user: bool) -> Said:
    answer = {
        "engines": {"postgres": {"driver-name": "PostgreSQL", "superseded-by": None}},
        "has-user-setup": user,
        "setup-token": None if user else UUID,
        "password-complexity": {"total": 6, "digit": 1},
        "version": {"date": "2024-07-01", "tag": "v0.49.1", "branch": "release-x.49.x"},
        "anon-tracking-enabled": True,
    }
    return as_json(answer)


server = simulated(
    "metabase_setup_open",
    product="Metabase",
    pages={"/": titled("Metabase"), "/api/session/properties": settings(user=False)},
    closed={"/api/session/properties": settings(user=True)},
    missing=titled("Metabase"),
    records=None,
    opened=ACCESS,
)
