"""What runs, what waits for a person, and what is due."""

from __future__ import annotations

from typing import TYPE_CHECKING

from leftopen.cli._output import Output
from leftopen.cli._verb import verb

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import datetime

    from leftopen.model.facts import Json
    from leftopen.service.workspace.workspace import Workspace

PANEL = "Administer"
EXAMPLE = "Example: `leftopen status`"


@verb(existing=True, reading=True)
def command(out: Output, opened: Workspace) -> None:
    """Show what runs, what waits for you, and what is due next."""
    from leftopen.service.cases.case_list import known_cases
    from leftopen.service.cases.review import list_reviews
    from leftopen.service.respond.tasks import tasks

    lines = [*_running(opened), *_next_runs(opened)]
    waiting = tasks(opened, known_cases(opened), list_reviews(opened))
    if out.json:
        out.lines([*lines, *(task.line() for task in waiting)])
        return
    now = opened.clock()
    for title, kind in (("Runs now", "running"), ("Next", "next")):
        some = [line for line in lines if line["type"] == kind]
        out.text(f"{title}: {'nothing' if not some else ''}".rstrip())
        for line in some:
            out.text(f"  {line['what']}{_when(line, now)}")
    out.text(f"Waits for you: {'nothing' if not waiting else ''}".rstrip())
    for task in waiting:
        out.text(f"  {task.text}: {task.command}")


def _running(opened: Workspace) -> Iterator[dict[str, Json]]:
    from leftopen.model.job import JobState
    from leftopen.store.records.entities.jobs import Jobs

    jobs = Jobs(opened.store.records)
    for job in jobs.list(states=(JobState.RUNNING,)):
        yield {"type": "running", "what": f"{job.kind} {job.step}".strip(), "id": job.id}
    waiting = jobs.count(states=(JobState.WAITING,), kind="scan")
    if waiting:
        yield {"type": "running", "what": f"{waiting} requested scans wait (leftopen worker)", "id": ""}


def _next_runs(opened: Workspace) -> Iterator[dict[str, Json]]:
    """Of each monitor that is not paused, the earliest first."""
    from leftopen.present.timestamps import format_utc
    from leftopen.service.monitoring.monitors import with_next_runs
    from leftopen.store.records.entities.monitors import Monitors

    live = [one for one in Monitors(opened.store.records).list() if not one.paused]
    runs = [(due, one.name) for one, due in with_next_runs(opened, live) if due is not None]
    for due, name in sorted(runs):
        yield {"type": "next", "what": f"monitor {name}", "at": format_utc(due)}


def _when(line: dict[str, Json], now: datetime) -> str:
    from datetime import datetime as moment

    from leftopen.present.humanize import format_duration

    if "at" not in line:
        return ""
    due = moment.fromisoformat(str(line["at"]))
    return " now" if due <= now else f" in {format_duration(due - now)}"
