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

from leftopen.model.channel import Channel, Reply
from leftopen.model.check import Check, CheckReplies, Replies, Translation
from leftopen.model.observation import Observation
from leftopen.model.read_level import ReadLevel
from leftopen.model.severity import Severity
from leftopen.model.size import Size
from leftopen.model.verdict import ExposureKind, Reason, Verdict, closed, opened, unknown
from leftopen.present.humanize import format_count
from leftopen.wire.http.http_denial import denial
from leftopen.wire.products import flower

LARGEST_TABLE = 16 * 1024
LIMIT = 4 * 1024


def applies(observation: Observation) -> bool:
    """A web server identified as Flower by its page or its realm."""
    return observation.module in ("http", "https") and observation.product == "Flower"


async def run(observation: Observation, channel: Channel) -> CheckReplies:
    """Replies: the workers, the number of tasks, whether the API answers."""
    workers = await channel.get(flower.WORKERS, at=ReadLevel.METADATA, limit=LARGEST_TABLE)
    if flower.workers(workers) is None:
        return CheckReplies(replies=(workers,))
    tasks = await channel.get(flower.TASKS, at=ReadLevel.METADATA, limit=LIMIT)
    api = await channel.get(flower.API, at=ReadLevel.METADATA, limit=LIMIT)
    return CheckReplies(replies=(workers, tasks, api))


def judge(replies: Replies) -> Verdict:
    """The table of workers alone decides whether it is open; the tasks decide what was readable."""
    table = replies[0] if replies else None
    if not isinstance(table, Reply):
        return unknown(Reason.CUT if table is None else Reason.OTHER_PROTOCOL)
    workers = flower.workers(table)
    if workers is not None:
        return _opened(workers, _tasks(replies), api=_api(replies))
    if table.status in (404, 410):
        return closed(Reason.NOT_SERVED, f"HTTP {table.status}")
    return denial(table) or unknown(Reason.NOT_UNDERSTOOD, said=f"HTTP {table.status}")


def _opened(workers: int, tasks: int | None, *, api: bool) -> Verdict:
    told = format_count(workers, "worker")
    told += f", {format_count(tasks, 'task')}" if tasks is not None else ""
    told += "; the API also answers and can start tasks" if api else ""
    if tasks:
        return opened(ExposureKind.DATA, told)
    return opened(ExposureKind.EMPTY if workers == 0 and tasks == 0 else ExposureKind.METADATA, told)


def _tasks(replies: Replies) -> int | None:
    reply = replies[1] if len(replies) > 1 else None
    return flower.tasks(reply) if isinstance(reply, Reply) else None


def _api(replies: Replies) -> bool:
    reply = replies[2] if len(replies) > 2 else None
    return isinstance(reply, Reply) and flower.api_answers(reply)


def measure(replies: Replies) -> Size:
    """Number of remembered tasks: a lower bound, because Flower forgets the oldest (`max_tasks`) and loses
    all on restart."""
    tasks = _tasks(replies)
    return Size(records=tasks, at_least=bool(tasks))


check = Check(
    title="Flower (Celery tasks) readable without authentication",
    remedy=(
        "Start it with `celery flower --address=127.0.0.1 --basic-auth=NAME:SECRET` (or `--auth` with "
        "`--oauth2-key`), behind a web server with TLS. Remove `FLOWER_UNAUTHENTICATED_API` from its "
        "environment. Close port 5555 in the firewall, and the broker's ports (6379, 5672). Check the tasks "
        "for any that you did not start."
    ),
    french=Translation(
        title="Flower (tâches Celery) lisible sans authentification",
        remedy=(
            "Le démarrer avec `celery flower --address=127.0.0.1 --basic-auth=NAME:SECRET` (ou `--auth` avec "
            "`--oauth2-key`), derrière un serveur web avec TLS. Retirer `FLOWER_UNAUTHENTICATED_API` de son "
            "environnement. Fermer dans le pare-feu le port 5555 et ceux du courtier de messages (6379, "
            "5672). Chercher les tâches que vous n’avez pas lancées."
        ),
    ),
    severity=Severity.HIGH,
    references=(
        "https://flower.readthedocs.io/en/latest/auth.html",
        "https://flower.readthedocs.io/en/latest/config.html#unauthenticated-api",
    ),
    requests=3,
    sized_by="tasks from recordsTotal of its own table; a lower bound",
    applies=applies,
    run=run,
    judge=judge,
    measure=measure,
    control=True,
)
