"""The queues of pg-boss in a PostgreSQL: forty jobs with the addresses that they write to."""

from __future__ import annotations

import json
from collections.abc import Sequence

from leftopen.demo.program import ServerProgram
from tests.blind import installed
from tests.blind.content import PEOPLE, served
from tests.blind.programs.openreader import address, query
from tests.servers.programs import postgresql
from tests.servers.real import Spot

TABLE = """CREATE SCHEMA pgboss; CREATE TABLE pgboss.job (
  id uuid DEFAULT gen_random_uuid(), name text, priority int DEFAULT 0, data jsonb,
  state text DEFAULT 'created',
  retry_limit int DEFAULT 2, retry_count int DEFAULT 0, retry_delay int DEFAULT 0,
  retry_backoff bool DEFAULT false, start_after timestamptz DEFAULT now(), started_on timestamptz,
  singleton_key text, singleton_on timestamp, expire_in interval DEFAULT '15 minutes',
  created_on timestamptz DEFAULT now(), completed_on timestamptz, keep_until timestamptz DEFAULT now(),
  output jsonb, dead_letter text, policy text);"""


def job(n: int) -> str:
    """One row of the queues."""
    name, mail, phone, _ = PEOPLE[n % 4]
    data = json.dumps({"to": mail, "name": name, "phone": phone, "letter": "reminder of an unpaid invoice"})
    return f"('{('send-reminder', 'call-back')[n % 2]}', '{data}', '{('created', 'failed')[n % 3 > 1]}')"


def start(spot: Spot, closed: bool) -> Sequence[ServerProgram]:
    base = Spot(folder=spot.inside("base"), ports=spot.ports[1:2])
    database = postgresql.start(base, "open")
    rows = ", ".join(job(n) for n in range(40))
    query(base, f"{TABLE} INSERT INTO pgboss.job (name, data, state) VALUES {rows};")
    program = "pg-boss-admin-dashboard/bin/pg-boss-admin-dashboard.js"
    words = [*installed.node(program), f"--port={spot.port}", "--no-browser"]
    return [*database.programs, served(spot, words, env={"PGBOSS_DATABASE_URL": address(base)})]
