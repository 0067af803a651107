"""A business's audit log with its dashboard: 120 entries; an API key of its own closes it."""

from __future__ import annotations

import json
from collections.abc import Sequence

from leftopen.demo.program import LOOPBACK, ServerProgram
from tests.blind import installed
from tests.blind.content import PEOPLE, served
from tests.servers.real import Spot


def entry(n: int) -> str:
    """One line of the log."""
    name, mail, _, _ = PEOPLE[n % 4]
    return json.dumps(
        {
            "timestamp": f"2026-11-{n % 25 + 1:02}T08:{n % 60:02}:00Z",
            "level": "INFO",
            "module": ("sales", "inventory", "payroll")[n % 3],
            "action": ("POST", "UPDATE", "LOGIN")[n % 3],
            "user": mail,
            "ip": f"192.0.2.{n % 30 + 1}",
            "message": f"Document {1000 + n} changed by {name}",
            "reference_no": f"SI-2026-{n:04}",
        }
    )


def start(spot: Spot, closed: bool) -> Sequence[ServerProgram]:
    logs = spot.inside("logs")
    (logs / "audit.jsonl").write_text("".join(f"{entry(n)}\n" for n in range(120)))
    (logs / "security.jsonl").write_text("".join(f"{entry(n)}\n" for n in range(9)))
    words = [*installed.script("auditx", "auditx-ui"), "--log-dir", str(logs), "--host", LOOPBACK]
    key = ["--api-key", spot.password] if closed else []
    return [served(spot, [*words, "--port", str(spot.port), *key])]
