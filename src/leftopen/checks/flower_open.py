"""Flower, the page that watches Celery's workers, shown to anyone.

Asks for the table of workers, for how many tasks there are (a table of no lines), and whether the API
answers, with which whoever comes may also start tasks and end workers. No task is asked for: their arguments
and results are what an application works with, addresses and orders and all.

Open: the table of workers. *Data* when there are tasks, whose arguments the page shows; *metadata* when there
are only workers, by the names of their machines; *empty* when there is neither. Since version 2.0 the API has
a right of its own, so that it may refuse while the page shows everything: that is no closed Flower. Closed:
401 or a login. That `/healthcheck` and `/metrics` answer proves nothing: they do so with a password and
without.

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
    """A web server that is Flower by its page or its realm."""
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
    """Open by the table of workers alone; how much by the tasks."""
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
    told += "; its API answers too, which starts tasks" if api else ""
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
    """Tasks that it remembers: a lower bound, since it forgets the oldest (`max_tasks`) and all when it is
    started anew."""
    tasks = _tasks(replies)
    return Size(records=tasks, at_least=bool(tasks))


check = Check(
    title="Flower shows Celery's tasks to anyone",
    remedy=(
        "Start it with `celery flower --address=127.0.0.1 --basic-auth=NAME:SECRET` (or `--auth` with "
        "`--oauth2-key`), without `FLOWER_UNAUTHENTICATED_API` in its environment, behind a web server with "
        "TLS. Close port 5555 in the firewall, and the broker's (6379, 5672) too. Look into the tasks for "
        "those that nobody of yours started."
    ),
    french=Translation(
        title="Flower montre à tous les tâches de Celery",
        remedy=(
            "Le démarrer avec `celery flower --address=127.0.0.1 --basic-auth=NAME:SECRET` (ou `--auth` "
            "avec `--oauth2-key`), sans `FLOWER_UNAUTHENTICATED_API` dans son environnement, derrière un "
            "serveur web avec TLS. Fermer dans le pare-feu le port 5555, et ceux du courtier (6379, 5672). "
            "Chercher parmi les tâches celles que personne de chez vous n’a lancées."
        ),
    ),
    severity=Severity.HIGH,
    references=(
        "https://flower.readthedocs.io/en/latest/auth.html",
        "https://flower.readthedocs.io/en/latest/config.html#unauthenticated-api",
    ),
    requests=3,
    sized_by="tasks by recordsTotal of its own table, a lower bound",
    applies=applies,
    run=run,
    judge=judge,
    measure=measure,
    control=True,
)
