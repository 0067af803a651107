"""List and cancel queued jobs."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

import typer

from leftopen.cli._options import AsJson, Data, Quiet, workspace
from leftopen.cli._output import Output

if TYPE_CHECKING:
    from leftopen.model.job import Job

PANEL = "Administer"
app = typer.Typer(
    no_args_is_help=True,
    help="List, show and cancel jobs: durable work such as requested scans.",
    epilog="Example: `leftopen jobs list`",
)


@app.command("list", epilog="Example: `leftopen jobs list --state failed`")
def list_(
    state: Annotated[
        str, typer.Option(help="Only this state: waiting, running, done, failed or cancelled.")
    ] = "",
    kind: Annotated[str, typer.Option(help="Only this kind, such as scan.")] = "",
    limit: Annotated[int, typer.Option(min=1, max=1000, help="Most jobs to list.")] = 50,
    data: Data = None,
    json: AsJson = False,
    quiet: Quiet = False,
) -> None:
    """List jobs, newest first."""
    from leftopen.model.job import JobState
    from leftopen.service import job_queue
    from leftopen.store.records.entities.jobs import Jobs

    if state and state not in set(JobState):
        raise typer.BadParameter(f"{state!r} is not valid; use {', '.join(JobState)}", param_hint="--state")
    states = (JobState(state),) if state else ()
    with workspace(data, reading=True) as opened:
        found = Jobs(opened.store.records).list(states=states, kind=kind, limit=limit)
    out = Output(json=json, quiet=quiet)
    if json:
        for job in found:
            out.line(job_queue.line(job))
        return
    if not found:
        out.say("no jobs")
        return
    rows = [
        (job.id[:8], job.kind, job.state.value, f"{job.due:%Y-%m-%d %H:%M:%S}", _progress(job), job.said)
        for job in found
    ]
    out.table(("ID", "Kind", "State", "Due (UTC)", "Progress", "Result"), rows)


@app.command(epilog="Example: `leftopen jobs show 3fa9`")
def show(
    id: Annotated[str, typer.Argument(help="Job ID, or a unique prefix of it.")],
    data: Data = None,
    json: AsJson = False,
    quiet: Quiet = False,
) -> None:
    """Show one job."""
    from leftopen.service import job_queue
    from leftopen.store.records.entities.jobs import Jobs

    with workspace(data, reading=True) as opened:
        line = job_queue.line(Jobs(opened.store.records).get(id))
    out = Output(json=json, quiet=quiet)
    if json:
        out.line(line)
        return
    out.facts(line)


@app.command(epilog="Example: `leftopen jobs cancel 3fa9`")
def cancel(
    id: Annotated[str, typer.Argument(help="Job ID, or a unique prefix of it.")],
    data: Data = None,
    json: AsJson = False,
    quiet: Quiet = False,
) -> None:
    """Cancel a job that waits or runs. A running job stops within seconds; what it stored stays."""
    from leftopen.service import job_queue
    from leftopen.service.os_user import os_user

    with workspace(data) as opened:
        job = job_queue.cancel(opened, id, by=os_user())
    out = Output(json=json, quiet=quiet)
    if json:
        out.line({"type": "job", "id": job.id, "state": "cancelled"})
        return
    out.say(f"job {job.id[:8]} is cancelled")


def _progress(job: Job) -> str:
    return f"{job.done:,} of {job.total:,}" if job.total else ""
