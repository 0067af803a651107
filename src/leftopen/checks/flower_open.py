"""Flower, the monitor of Celery workers: readable without authentication.

Requests the table of workers, the number of tasks (a table without rows), and whether the API answers. An
open API also lets any visitor start tasks and stop workers. No task is requested: its arguments and results
contain the application's data, such as addresses and orders.

Open: the table of workers. *Data* when there are tasks (the page shows their arguments), *metadata* when
there are only workers with their machine names, *empty* when there is neither. Since version 2.0 the API has
its own access right: it may refuse while the page shows everything, which is not closed. Closed: 401 or a
login page. `/healthcheck` and `/metrics` prove nothing: they answer with and without a password.

False positives: a public demonstration.
"""

from __future__ import annotations

from leftopen.model.severity import Severity
from leftopen.model.size import Size
from leftopen.model.verdict import ExposureKind
from leftopen.present.humanize import format_count
from leftopen.wire.http.http_check import Ask, Heard, Shown, denied_or_gone, http_check, in_turn, served_by
from leftopen.wire.products import flower

WORKERS = Ask(path=flower.WORKERS, limit=16 * 1024)


def shows(heard: Heard) -> Shown | None:
    """The table of workers alone decides whether it is open; the tasks decide what was readable. Their number
    is a lower bound, because Flower forgets the oldest (`max_tasks`) and loses all on restart."""
    workers = flower.workers(heard[0])
    if workers is None:
        return None
    tasks = flower.tasks(heard[1]) if len(heard) > 1 else None
    reply = format_count(workers, "worker")
    reply += f", {format_count(tasks, 'task')}" if tasks is not None else ""
    if len(heard) > 2 and flower.api_answers(heard[2]):
        reply += "; the API also answers and can start tasks"
    kind = ExposureKind.EMPTY if workers == 0 and tasks == 0 else ExposureKind.METADATA
    size = Size(records=tasks, at_least=bool(tasks))
    return Shown(kind=ExposureKind.DATA if tasks else kind, said=reply, size=size)


check = http_check(
    title="Flower (Celery tasks) readable without authentication",
    remedy=(
        "Start it with `celery flower --address=127.0.0.1 --basic-auth=NAME:SECRET` (or `--auth` with "
        "`--oauth2-key`), behind a web server with TLS. Remove `FLOWER_UNAUTHENTICATED_API` from its "
        "environment. Close port 5555 in the firewall, and the broker's ports (6379, 5672). Check the tasks "
        "for any that you did not start."
    ),
    severity=Severity.HIGH,
    references=(
        "https://flower.readthedocs.io/en/latest/auth.html",
        "https://flower.readthedocs.io/en/latest/config.html#unauthenticated-api",
    ),
    sized_by="tasks from recordsTotal of its own table; a lower bound",
    applies=served_by("Flower"),
    ask=WORKERS,
    then=in_turn(
        Ask(path=flower.TASKS), Ask(path=flower.API), when=lambda first: flower.workers(first) is not None
    ),
    requests=3,
    shows=shows,
    refused=denied_or_gone,
)
