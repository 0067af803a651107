"""Monitors: scan targets regularly and report changes."""

from __future__ import annotations

from contextlib import ExitStack
from pathlib import Path
from typing import Annotated

import typer

from leftopen.cli._options import Ports
from leftopen.cli._output import Line, Output
from leftopen.cli._verb import Workspace, verb, workspace
from leftopen.model.monitor import Monitor
from leftopen.present.humanize import format_time
from leftopen.present.log_events import INFO, log_event

PANEL = "Find"
QUIET = ("chain", "health", "heartbeat", "recheck", "retention")
app = typer.Typer(
    no_args_is_help=True,
    help="Monitors: scan targets regularly and report changes.",
    epilog="Example: `leftopen watch add office 192.0.2.0/24 --every 6h --to mailto:soc@example.org`",
)
NOTHING_DUE = (
    "nothing was due; to see the next runs: leftopen watch list; to run a monitor now: leftopen watch "
    "now NAME"
)
Name = Annotated[str, typer.Argument(help="Name of the monitor.")]
Target = Annotated[list[str], typer.Argument(help="Addresses, CIDR ranges or host names, all in scope.")]
Every = Annotated[
    str,
    typer.Option(
        help="Time between two runs (30m, 6h, 1d), or a cron expression, in UTC unless a time zone "
        "follows ('0 3 * * 1 Europe/Berlin')."
    ),
]
To = Annotated[
    list[str] | None,
    typer.Option(
        help="Recipient of one message for each run with changes: mailto:ADDRESS, https://URL and others "
        "(repeatable)."
    ),
]
When = Annotated[
    str,
    typer.Option(
        help="Changes to report: new-host,new-port,gone,product,certificate,content,new-exposure,"
        "closed,reopened (default: all but content)."
    ),
]


@app.command(epilog="Example: `leftopen watch add office 192.0.2.0/24 --every 6h`")
@verb()
def add(
    out: Output,
    data: Path | None,
    by: str,
    name: Name,
    target: Target,
    every: Every = "6h",
    ports: Ports = "top1000",
    to: To = None,
    when: When = "",
) -> None:
    """Add a monitor. Its first run is the baseline: one message, and only changes after that."""
    import asyncio

    from leftopen.service.monitoring import monitors, schedule

    kinds = monitors.kinds(when.replace(",", " ").split())
    with workspace(data) as opened:
        planned = schedule.parse(every, opened.clock())
        interval, cron = planned.every, planned.cron
        added = monitors.add(
            opened, name, target, interval=interval, cron=cron, ports=ports, tell=to or (), when=kinds, by=by
        )
        monitor = asyncio.run(added)
        lacking = monitors.unready_channels(opened, monitor)
        due = monitors.next_run(opened, monitor)
    for why in lacking:
        out.say(f"messages are written to files, not sent: {why}")
    text = f"monitor {name} is added; to run it: leftopen watch run (or leftopen serve)"
    out.done(monitors.line(monitor, due), text)


@app.command("list", epilog="Example: `leftopen watch list`")
@verb(listing=True, reading=True)
def list_(out: Output, opened: Workspace) -> None:
    """List the monitors, with their last and next runs."""
    from leftopen.service.monitoring import monitors
    from leftopen.store.records.entities.monitors import Monitors

    found = monitors.with_next_runs(opened, Monitors(opened.store.records).list())
    titles = ("Name", "Targets", "Every", "Last run (UTC)", "Next run (UTC)", "Result")
    lines = [monitors.line(one, due) for one, due in found]
    rows = (_row(one, line) for (one, _), line in zip(found, lines, strict=True))
    out.rows(lines, titles, rows, "no monitors; to add one: leftopen watch add NAME TARGET")


@app.command(epilog="Example: `leftopen watch show office`")
@verb(reading=True)
def show(out: Output, opened: Workspace, name: Name) -> None:
    """Show a monitor and its newest changes."""
    from leftopen.service.monitoring import monitors
    from leftopen.store.records.entities.monitors import Monitors

    monitor = Monitors(opened.store.records).get(name)
    events = Monitors(opened.store.records).events(monitor=monitor.id, limit=100)
    out.facts(monitors.line(monitor, monitors.next_run(opened, monitor)))
    for event in events:
        out.show(monitors.event_line(event, name), monitors.sentence(event))


@app.command(epilog="Example: `leftopen watch pause office`")
@verb()
def pause(out: Output, opened: Workspace, by: str, name: Name) -> None:
    """Pause a monitor. One that is running stops within seconds."""
    from leftopen.service.monitoring import monitors

    line = monitors.line(monitors.pause(opened, name, by=by), None)
    out.done(line, f"monitor {name} is paused; to resume: leftopen watch resume {name}")


@app.command(epilog="Example: `leftopen watch resume office`")
@verb()
def resume(out: Output, opened: Workspace, by: str, name: Name) -> None:
    """Resume a paused monitor. Its next run is due now, or at its next cron time."""
    from leftopen.service.monitoring import monitors

    monitor = monitors.resume(opened, name, by=by)
    due = monitors.next_run(opened, monitor)
    when = f"at {format_time(due)}" if due is not None and due > opened.clock() else "now"
    out.done(monitors.line(monitor, due), f"monitor {name} is resumed; its next run is due {when}")


@app.command(epilog="Example: `leftopen watch now office`")
@verb()
def now(out: Output, opened: Workspace, by: str, name: Name) -> None:
    """Make the next run of a monitor due now. A runner does it: leftopen watch run, or leftopen serve."""
    from leftopen.service.monitoring import monitors

    monitor = monitors.run_now(opened, name, by=by)
    text = f"the next run of monitor {name} is due now; to run it: leftopen watch run --once"
    out.done(monitors.line(monitor, monitors.next_run(opened, monitor)), text)


@app.command(epilog="Example: `leftopen watch remove office`")
@verb()
def remove(out: Output, opened: Workspace, by: str, name: Name) -> None:
    """Remove a monitor. What it found stays."""
    from leftopen.service.monitoring import monitors

    monitors.remove(opened, name, by=by)
    out.done({"type": "monitor", "name": name, "removed": True}, f"monitor {name} is removed")


@app.command(epilog="Example: `leftopen watch run`")
@verb()
def run(
    out: Output,
    data: Path | None,
    once: Annotated[
        bool, typer.Option("--once", help="Run what is due now, then stop (default: run until Ctrl-C).")
    ] = False,
) -> None:
    """Run the monitors until you stop it with Ctrl-C, and check known cases again.

    Two runners on one data folder share the work. `leftopen serve` runs monitors too.
    """
    import asyncio

    from leftopen.cli._service import service
    from leftopen.cli.worker import record_worker, work
    from leftopen.store.records.entities.monitors import Monitors

    def start(stack: ExitStack) -> Workspace:
        opened = stack.enter_context(workspace(data))
        record_worker(opened, until_idle=once)
        if not Monitors(opened.store.records).list():
            log_event(INFO, "no_monitors", "no monitors; to add one: leftopen watch add NAME TARGET")
        return opened

    with service(start, quiet=out.quiet, waits=not once) as opened:
        done = asyncio.run(work(opened, out, until_idle=once, quiet=QUIET))
    if once:
        out.hint("next: leftopen cases list · leftopen changes" if done else NOTHING_DUE)


def _row(one: Monitor, line: Line) -> tuple[object, ...]:
    next_run = "paused" if one.paused else _time(line["next_run"])
    return one.name, " ".join(one.targets[:3]), line["every"], _time(line["last_run"]), next_run, one.said


def _time(text: object) -> str:
    """`2026-11-27 22:40:05` of a JSON time, '' for none."""
    return str(text)[:19].replace("T", " ") if text else ""
