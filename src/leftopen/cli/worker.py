"""Run queued jobs."""

from __future__ import annotations

from typing import Annotated

import typer

from leftopen.cli._options import AsJson, Data, Quiet, workspace
from leftopen.cli._output import Output

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

    from leftopen.cli._signals import stops
    from leftopen.jobs.worker import Worker

    out = Output(json=json, quiet=quiet)

    async def work() -> None:
        stop = asyncio.Event()
        with stops(stop):
            out.say("working (press Ctrl-C to stop)")
            await Worker(workspace=opened, at_once=at_once).run(stop, until_idle=until_idle)

    with workspace(data) as opened:
        asyncio.run(work())
