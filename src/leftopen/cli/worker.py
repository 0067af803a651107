"""Run queued jobs."""

from __future__ import annotations

from collections.abc import Sequence
from contextlib import ExitStack
from typing import TYPE_CHECKING, Annotated

import typer

from leftopen.cli._audit import record_act
from leftopen.cli._options import AsJson, Data, Quiet, workspace
from leftopen.cli._output import Output
from leftopen.present.log_events import INFO, log_event

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

    from leftopen.cli._service import service
    from leftopen.service.configuration import settings_check

    out = Output(json=json, quiet=quiet)

    def start(stack: ExitStack) -> Workspace:
        opened = stack.enter_context(workspace(data))
        settings_check.check(opened.settings)
        record_worker(opened, until_idle=until_idle)
        return opened

    with service(start, quiet=quiet, waits=not until_idle) as opened:
        asyncio.run(work(opened, out, at_once=at_once, until_idle=until_idle))


def record_worker(opened: Workspace, *, until_idle: bool) -> None:
    """In the audit log."""
    record_act(opened, "worker", "until nothing is due" if until_idle else "until stopped")


async def work(
    opened: Workspace, out: Output, *, at_once: int = 4, until_idle: bool = False, quiet: Sequence[str] = ()
) -> int:
    """Runs a worker; with --json one line for each job that stopped, but those of the kinds in `quiet`.
    Returns the number of the others."""
    import asyncio
    import os

    from leftopen.cli._signals import stops
    from leftopen.jobs.worker import Worker, keep_working
    from leftopen.service import job_queue
    from leftopen.service.operations.supervisor import report_alive, supervisor_of

    done = 0

    def told(job: Job, result: JobResult) -> None:
        nonlocal done
        if job.kind in quiet:
            return
        done += 1
        if out.json:
            out.line(job_queue.line(job) | {"said": result.said})

    stop, supervisor = asyncio.Event(), supervisor_of(os.environ)
    worker = Worker(workspace=opened, at_once=at_once, told=told)
    with stops(stop):
        if until_idle:
            await worker.run(stop, until_idle=True)
            return done
        log_event(INFO, "working", "working (press Ctrl-C to stop)")
        supervisor.ready()
        async with asyncio.TaskGroup() as tasks:
            tasks.create_task(report_alive(supervisor, worker.idle, stop))
            tasks.create_task(keep_working(worker, stop))
        supervisor.stopping()
    return done
