"""Run queued jobs."""

from __future__ import annotations

from collections.abc import AsyncIterator, Iterator, Sequence
from contextlib import asynccontextmanager, contextmanager
from typing import TYPE_CHECKING, Annotated

import typer

from leftopen.cli._audit import record_act
from leftopen.cli._options import AsJson, Data, Quiet, workspace
from leftopen.cli._output import Output

if TYPE_CHECKING:
    import socket

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
    health: Annotated[
        str,
        typer.Option(
            metavar="ADDRESS:PORT",
            help="Serve /healthz, /healthz/work and /metrics there, on loopback (default: nowhere).",
        ),
    ] = "",
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
        with _health_listener(health) as listener:
            asyncio.run(work(opened, out, at_once=at_once, until_idle=until_idle, health=listener))


@contextmanager
def _health_listener(text: str) -> Iterator[socket.socket | None]:
    """None without an address. Raises BadAddress, StoreFailed."""
    if not text:
        yield None
        return
    from leftopen.errors import BadAddress
    from leftopen.web.server import listening

    host, _, port = text.rpartition(":")
    if not (port.isascii() and port.isdigit() and int(port[:6]) < 65_536):
        raise BadAddress(f"--health is {text!r}; use ADDRESS:PORT, such as 127.0.0.1:8323")
    why = "it has no TLS; put a proxy in front of a loopback address (127.0.0.1 or ::1)"
    with listening(host.removeprefix("[").removesuffix("]"), int(port), why_not=why) as listener:
        yield listener


async def work(
    opened: Workspace,
    out: Output,
    *,
    at_once: int = 4,
    until_idle: bool = False,
    quiet: Sequence[str] = (),
    health: socket.socket | None = None,
) -> int:
    """Runs a worker, with one line for each job that stopped, but those of the kinds in `quiet`. Returns the
    number of those lines. `health`: where its health is served."""
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
        async with _serving_health(opened, health, out):
            await Worker(workspace=opened, at_once=at_once, told=told).run(stop, until_idle=until_idle)
    return lines


@asynccontextmanager
async def _serving_health(
    opened: Workspace, listener: socket.socket | None, out: Output
) -> AsyncIterator[None]:
    """For the length of the `with`, where there is a listener."""
    if listener is None:
        yield
        return
    import asyncio

    from leftopen.web.server import serve_health

    host, port = listener.getsockname()[:2]
    out.say(f"health at http://{f'[{host}]' if ':' in host else host}:{port}/healthz/work")
    ended = asyncio.Event()
    serving = asyncio.create_task(serve_health(opened, listener, ended))
    try:
        yield
    finally:
        ended.set()
        await serving
