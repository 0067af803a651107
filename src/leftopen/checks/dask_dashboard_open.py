"""Dask scheduler: its dashboard is readable without authentication.

Requests the counters of the scheduler: workers, tasks, cores. No task, worker, log or call stack is
requested.

Open: the counters in Dask's own shape. *Metadata* when there are workers or tasks, *empty* when there is
neither. A visitor can also read the names of tasks and files, logs, and errors with their arguments. The
scheduler's own port (8786) runs any code that it is sent, and is likely to be open too; it is not tested.
Closed: 401, 403 or a login page; the dashboard has no login of its own.

False positives: a public demonstration.
"""

from __future__ import annotations

from leftopen.model.severity import Severity
from leftopen.model.size import Size
from leftopen.model.verdict import ExposureKind
from leftopen.present.humanize import format_count
from leftopen.wire.http.http_check import Ask, Heard, Shown, denied_or_gone, http_check, served_by
from leftopen.wire.http.json_shows import number, value, value_at

COUNTERS = ("workers", "tasks", "cores", "erred", "saturated", "unrunnable", "waiting_data")


def shows(heard: Heard) -> Shown | None:
    """All counters."""
    answer = value(heard[0])
    counts = [count for name in COUNTERS if (count := number(value_at(answer, name))) is not None]
    if len(counts) < len(COUNTERS):
        return None
    workers, tasks = counts[:2]
    reply = f"{format_count(workers, 'worker')}, {format_count(tasks, 'task')}"
    kind = ExposureKind.METADATA if workers or tasks else ExposureKind.EMPTY
    return Shown(kind=kind, said=reply, size=Size(records=tasks))


check = http_check(
    title="Dask dashboard readable without authentication",
    remedy=(
        "Start it with `dask scheduler --host 127.0.0.1 --dashboard-address 127.0.0.1:8787` (or "
        "`--no-dashboard`) behind a web server that requires a password. Require TLS certificates between "
        "scheduler, workers and clients (`distributed.comm.require-encryption: true`). Close ports 8786 and "
        "8787 in the firewall. Check the machine for programs that you did not start."
    ),
    severity=Severity.HIGH,
    references=(
        "https://distributed.dask.org/en/stable/limitations.html#security",
        "https://distributed.dask.org/en/stable/http_services.html",
    ),
    sized_by="tasks from the scheduler's own counter",
    applies=served_by("Dask scheduler"),
    ask=Ask(path="/json/counts.json"),
    shows=shows,
    refused=denied_or_gone,
)
