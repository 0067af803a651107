"""Run queued jobs."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Annotated

import typer

from leftopen.cli._audit import record_act
from leftopen.cli._options import AsJson, Data, Quiet, workspace
from leftopen.cli._output import Output

if TYPE_CHECKING:
    from leftopen.jobs.kind import JobResult
    from leftopen.model.job import Job
    from leftopen.service.workspace import Workspace

PANEL = "Administer"
EXAMPLE = "Example: `leftopen worker --until-idle`"


def command(
    at_once: Annotated[int, typer.Option(min=1, max=64, help="Jobs that run at the same time.")] = 4,
    until_idle: Annotated[
        bool, typer.Option("--until-idle", help="Stop when no job is due (default: run until Ctrl-C).")
    ] = False,
    data: Data = None,
    json: AsJson = False,
    quiet: Quiet = False,
) -> None:
    """Run queued jobs, such as scans that were requested over the API, until you stop it with Ctrl-C.

    `leftopen serve` runs a worker too; start others to run more jobs at the same time. Interrupted jobs
    continue with the next worker.
    """
    import asyncio

    from leftopen.cli._log_lines import log_lines
    from leftopen.service.configuration import settings_check

    out = Output(json=json, quiet=quiet)
    with workspace(data) as opened, log_lines(opened):
        settings_check.check(opened.settings)
        asyncio.run(work(opened, out, at_once=at_once, until_idle=until_idle))


async def work(
    opened: Workspace, out: Output, *, at_once: int = 4, until_idle: bool = False, quiet: Sequence[str] = ()
) -> int:
    """Runs a worker, with one line for each job that stopped, but those of the kinds in `quiet`. Returns the
    number of those lines."""
    import asyncio

    from leftopen.cli._signals import stops
    from leftopen.jobs.worker import Worker
    from leftopen.service import job_queue

    lines = 0

    def told(job: Job, result: JobResult) -> None:
        nonlocal lines
        if job.kind in quiet:
            return
        lines += 1
        if out.json:
            out.line(job_queue.line(job) | {"said": result.said})
        else:
            out.say(f"{job.asked_by}: {job.kind}: {result.said or 'done'}")

    stop = asyncio.Event()
    record_act(opened, "worker", "until nothing is due" if until_idle else "until stopped")
    with stops(stop):
        if not until_idle:
            out.say("working (press Ctrl-C to stop)")
        await Worker(workspace=opened, at_once=at_once, told=told).run(stop, until_idle=until_idle)
    return lines
