"""Run queued jobs."""

from __future__ import annotations

import os
from collections.abc import AsyncIterator, Iterator, Sequence
from contextlib import ExitStack, asynccontextmanager, contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from leftopen.cli._output import Output
from leftopen.cli._signals import stop_on_signal
from leftopen.cli._verb import Workspace, record_act, verb, workspace
from leftopen.errors import BadAddress
from leftopen.present.log_events import INFO, log_event

if TYPE_CHECKING:
    import socket

    from leftopen.jobs.kind import JobResult
    from leftopen.model.job import Job

PANEL = "Administer"
EXAMPLE = "Example: `leftopen worker --until-idle`"


@verb()
def command(
    out: Output,
    data: Path | None,
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
) -> None:
    """Run queued jobs, such as scans that were requested over the API, until you stop it with Ctrl-C.

    `leftopen serve` runs a worker too; start others to run more jobs at the same time. Interrupted jobs
    continue with the next worker.
    """
    import asyncio

    from leftopen.cli._service import service
    from leftopen.service.operations import settings_check

    def start(stack: ExitStack) -> tuple[Workspace, socket.socket | None]:
        opened = stack.enter_context(workspace(data))
        settings_check.check(opened.settings)
        record_worker(opened, until_idle=until_idle)
        return opened, stack.enter_context(_health_listener(health))

    with service(start, quiet=out.quiet, waits=not until_idle) as (opened, listener):
        asyncio.run(work(opened, out, at_once=at_once, until_idle=until_idle, health=listener))


@contextmanager
def _health_listener(text: str) -> Iterator[socket.socket | None]:
    """None without an address. Raises BadAddress, StoreFailed."""
    if not text:
        yield None
        return
    from leftopen.web.server import listening

    host, _, port = text.rpartition(":")
    if not (port.isascii() and port.isdigit() and int(port[:6]) < 65_536):
        raise BadAddress(f"--health is {text!r}; use ADDRESS:PORT, such as 127.0.0.1:8323")
    why = "it has no TLS; put a proxy in front of a loopback address (127.0.0.1 or ::1)"
    with listening(host.removeprefix("[").removesuffix("]"), int(port), why_not=why) as listener:
        yield listener


def record_worker(opened: Workspace, *, until_idle: bool) -> None:
    """In the audit log."""
    record_act(opened, "worker", "until nothing is due" if until_idle else "until stopped")


async def work(
    opened: Workspace,
    out: Output,
    *,
    at_once: int = 4,
    until_idle: bool = False,
    quiet: Sequence[str] = (),
    health: socket.socket | None = None,
) -> int:
    """Runs a worker; with --json one line for each job that stopped, but those of the kinds in `quiet`.
    Returns the number of the others. `health`: where its health is served."""
    import asyncio

    from leftopen.jobs.worker import Worker, keep_working
    from leftopen.service.operations.supervisor import report_alive, supervisor_of
    from leftopen.service.workspace import job_queue

    done = 0

    def job_stopped(job: Job, result: JobResult) -> None:
        nonlocal done
        if job.kind in quiet:
            return
        done += 1
        if out.json:
            out.line(job_queue.line(job) | {"said": result.said})

    stop, supervisor = asyncio.Event(), supervisor_of(os.environ)
    worker = Worker(workspace=opened, at_once=at_once, told=job_stopped)
    with stop_on_signal(stop):
        async with _serving_health(opened, health):
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


@asynccontextmanager
async def _serving_health(opened: Workspace, listener: socket.socket | None) -> AsyncIterator[None]:
    """For the length of the `with`, where there is a listener."""
    if listener is None:
        yield
        return
    import asyncio

    from leftopen.web.server import serve_health

    host, port = listener.getsockname()[:2]
    address = f"http://{f'[{host}]' if ':' in host else host}:{port}/healthz/work"
    log_event(INFO, "health_served", f"health at {address}")
    ended = asyncio.Event()
    serving = asyncio.create_task(serve_health(opened, listener, ended))
    try:
        yield
    finally:
        ended.set()
        await serving
