"""A scheduler of jobs with its page: four workflows of a bookkeeper, their commands with a password."""

from __future__ import annotations

import subprocess
from collections.abc import Sequence

from leftopen.demo.program import LOOPBACK, ServerProgram
from tests.blind import installed
from tests.blind.content import home, served
from tests.servers.real import Spot

NAMES = ("nightly-payroll", "bank-import", "tax-report", "backup-of-clients")


def workflow(name: str) -> str:
    """One of the file's entries."""
    command = f"echo {name} --host db.depot-example.org --password autumn-gate-4"
    return (
        f'  - name: {name}\n    schedule_cron: "0 3 * * *"\n    tasks:\n      - name: run\n'
        f"        task_type: shell\n        command: {command}\n"
    )


def start(spot: Spot, closed: bool) -> Sequence[ServerProgram]:
    words, env = installed.script("runrail"), {"RUNRAIL_HOME": str(spot.inside("rail"))}
    file = spot.private("workflows.yml", "workflows:\n" + "".join(map(workflow, NAMES)))
    for said in (["init"], ["apply", str(file)]):
        environ = {**home(spot), **env}
        subprocess.run([*words, *said], env=environ, cwd=spot.folder, check=True, timeout=60)
    return [served(spot, [*words, "serve", "--host", LOOPBACK, "--port", str(spot.port)], env=env)]
