"""How a year begins: settings, authorisations and monitors; and a folder that an older version made."""

from __future__ import annotations

import asyncio
import sqlite3
from contextlib import closing
from datetime import UTC, datetime, timedelta
from pathlib import Path

from leftopen.model.api_key import Right
from leftopen.model.scope import NotifyPolicy
from leftopen.scope.file import record
from leftopen.service.exclusions import scopes
from leftopen.service.identity import api_keys
from leftopen.service.monitoring import monitors
from leftopen.service.workspace.workspace import Workspace
from tests.simulation.year_model import ADMIN, OWNER, SOC
from tests.simulation.year_world import MONITORS, PORTS, network

OLDER = "0024"
BEGIN = datetime(2027, 1, 1, tzinfo=UTC)
SETTINGS: dict[str, object] = {
    "rate": 1_000_000, "address_rate": 100_000, "scan_processes": 1, "banner_wait": 0.05, "deadline": 10.0,
    "contact": "mailto:soc@example.org", "mail_from": "leftopen@example.org", "smtp_host": "127.0.0.1",
    "smtp_security": "none", "notify": f"mailto:{ADMIN}", "log_format": "json", "metrics": "loopback",
    "jobs_days": 30, "changes_days": 60, "scans_days": 30, "history_months": 3, "nmap_probes": "",
}  # fmt: skip


def older_folder(data: Path) -> None:
    """A folder of a version before the first release, as far as a newer one reads it."""
    data.mkdir(mode=0o700)
    with closing(sqlite3.connect(data / "records.sqlite")) as database, database:
        database.execute("CREATE TABLE alembic_version (version_num VARCHAR(32) NOT NULL)")
        database.execute("INSERT INTO alembic_version VALUES (?)", (OLDER,))
    (data / "format").write_text("1\n")


def prepared(workspace: Workspace, every: timedelta) -> str:
    """Adds who may be scanned and told, and the monitors. Returns an API key."""
    _, key = api_keys.add(workspace, "year", Right.READ, None, by="a test")
    for number in range(MONITORS):
        allowed = record(
            network(number), authorised_by="A.", until=None, now=workspace.clock(),
            contact=f"mailto:{OWNER.format(number)}", notify=NotifyPolicy.AUTO,
        )  # fmt: skip
        scopes.add(workspace, [allowed], by="a test")
        asyncio.run(monitors.add(
            workspace, f"m{number}", (network(number),), ports=PORTS,
            interval=int(every.total_seconds()), tell=(f"mailto:{SOC}",), when=(), by="a test",
        ))  # fmt: skip
    return key
