"""How a year begins: settings, a folder that an older version made, authorisations and monitors."""

from __future__ import annotations

import asyncio
import sqlite3
from contextlib import closing
from datetime import UTC, datetime, timedelta
from pathlib import Path

from leftopen.model.api_key import Right
from leftopen.model.scope import NotifyPolicy
from leftopen.scope.file import record
from leftopen.service.identity import api_keys
from leftopen.service.monitoring import monitors
from leftopen.service.scanning import scopes
from leftopen.service.workspace import Workspace
from tests.simulation.year_model import ADMIN, OWNER, SOC
from tests.simulation.year_world import MONITORS, PORTS, network
from tests.store import old_folder

BEGIN = datetime(2027, 1, 1, tzinfo=UTC)
SETTINGS: dict[str, object] = {
    "rate": 1_000_000, "address_rate": 100_000, "scan_processes": 1, "banner_wait": 0.05, "deadline": 10.0,
    "contact": "mailto:soc@example.org", "mail_from": "leftopen@example.org", "smtp_host": "127.0.0.1",
    "smtp_security": "none", "notify": f"mailto:{ADMIN}", "log_format": "json", "metrics": "loopback",
    "jobs_days": 30, "changes_days": 60, "scans_days": 30, "history_months": 3, "nmap_probes": "",
}  # fmt: skip


def older_folder(data: Path) -> None:
    """With records of the version before 0008. Without its rows: its events were signed with a key that is
    lost."""
    data.mkdir(mode=0o700)
    lines = (old_folder.OLD / "records.sql").read_text().splitlines()
    empty = [one for one in lines if not one.startswith("INSERT") or "alembic_version" in one]
    with closing(sqlite3.connect(data / "records.sqlite")) as database:
        database.executescript("\n".join(empty))
        database.execute("PRAGMA journal_mode = WAL")
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
