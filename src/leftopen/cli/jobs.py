"""List and cancel queued jobs."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from leftopen.cli._output import Output
from leftopen.cli._verb import verb, word_of, workspace
from leftopen.model.job import Job, JobState

if TYPE_CHECKING:
    from leftopen.service.workspace.workspace import Workspace

PANEL = "Administer"
app = typer.Typer(
    no_args_is_help=True,
    help="List, show and cancel jobs: durable work such as requested scans.",
    epilog="Example: `leftopen jobs list`",
)
Id = Annotated[str, typer.Argument(help="Job ID, or a unique prefix of it.")]


@app.command("list", epilog="Example: `leftopen jobs list --state failed`")
@verb(listing=True)
def list_(
    out: Output,
    data: Path | None,
    state: Annotated[
        str, typer.Option(help="Only this state: waiting, running, done, failed or cancelled.")
    ] = "",
    kind: Annotated[str, typer.Option(help="Only this kind, such as scan.")] = "",
    limit: Annotated[int, typer.Option(min=1, max=1000, help="Most jobs to list.")] = 50,
) -> None:
    """List jobs, newest first."""
    from leftopen.service.workspace import job_queue
    from leftopen.store.records.entities.jobs import Jobs

    states = (word_of(JobState, state, "--state"),) if state else ()
    with workspace(data, reading=True) as opened:
        found = Jobs(opened.store.records).list(states=states, kind=kind, limit=limit)
    titles = ("ID", "Kind", "State", "Due (UTC)", "Progress", "Result")
    out.rows(map(job_queue.line, found), titles, map(_row, found), "no jobs")


@app.command(epilog="Example: `leftopen jobs show 3fa9`")
@verb(reading=True)
def show(out: Output, opened: Workspace, id: Id) -> None:
    """Show one job."""
    from leftopen.service.workspace import job_queue
    from leftopen.store.records.entities.jobs import Jobs

    out.facts(job_queue.line(Jobs(opened.store.records).get(id)))


@app.command(epilog="Example: `leftopen jobs cancel 3fa9`")
@verb()
def cancel(out: Output, opened: Workspace, by: str, id: Id) -> None:
    """Cancel a job that waits or runs. A running job stops within seconds; what it stored stays."""
    from leftopen.service.workspace import job_queue

    job = job_queue.cancel(opened, id, by=by)
    out.done({"type": "job", "id": job.id, "state": "cancelled"}, f"job {job.id[:8]} is cancelled")


def _row(job: Job) -> tuple[object, ...]:
    progress = f"{job.done:,} of {job.total:,}" if job.total else ""
    return job.id[:8], job.kind, job.state.value, f"{job.due:%Y-%m-%d %H:%M:%S}", progress, job.said
