"""Monitors: scan targets again and again, and say what changed."""

from __future__ import annotations

from contextlib import ExitStack
from typing import TYPE_CHECKING, Annotated

import typer

from leftopen.cli._options import AsJson, Data, Quiet, workspace
from leftopen.cli._output import Line, Output
from leftopen.present.log_events import INFO, log_event

if TYPE_CHECKING:
    from leftopen.service.workspace import Workspace

PANEL = "Find"
QUIET = ("chain", "health", "heartbeat", "recheck", "retention")
app = typer.Typer(
    no_args_is_help=True,
    help="Monitors: scan targets again and again, and say what changed.",
    epilog="Example: `leftopen watch add office 192.0.2.0/24 --every 6h --tell mailto:soc@example.org`",
)
NOTHING_DUE = "nothing was due; to see when: leftopen watch list; to run one now: leftopen watch now NAME"
Name = Annotated[str, typer.Argument(help="Name of the monitor.")]
Target = Annotated[list[str], typer.Argument(help="Addresses, CIDR ranges or host names, all in scope.")]
Every = Annotated[
    str,
    typer.Option(
        help="Time between two runs (30m, 6h, 1d), or a cron expression, in UTC unless a time zone "
        "follows ('0 3 * * 1 Europe/Berlin')."
    ),
]
Ports = Annotated[
    str, typer.Option("--ports", "-p", help="Ports: top100, top1000, all, or a list such as 22,80-90.")
]
Tell = Annotated[
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
def add(
    name: Name,
    target: Target,
    every: Every = "6h",
    ports: Ports = "top1000",
    tell: Tell = None,
    when: When = "",
    data: Data = None,
    json: AsJson = False,
    quiet: Quiet = False,
) -> None:
    """Add a monitor. Its first run is the baseline: one message, and only changes after that."""
    import asyncio

    from leftopen.service.monitoring import monitors, schedule
    from leftopen.service.os_user import os_user

    out = Output(json=json, quiet=quiet)
    kinds = monitors.kinds(when.replace(",", " ").split())
    with workspace(data) as opened:
        planned = schedule.parse(every, opened.clock())
        monitor = asyncio.run(
            monitors.add(
                opened, name, target, interval=planned.every, cron=planned.cron, ports=ports, tell=tell or (),
                when=kinds, by=os_user(),
            )
        )  # fmt: skip
        lacking = monitors.unready_channels(opened, monitor)
        due = monitors.next_run(opened, monitor)
    for why in lacking:
        out.say(f"messages are only written to files: {why}")
    if json:
        out.line(monitors.line(monitor, due))
        return
    out.say(f"monitor {name} is added; to run it: leftopen watch run (or leftopen serve)")


@app.command("list", epilog="Example: `leftopen watch list`")
def list_(data: Data = None, json: AsJson = False, quiet: Quiet = False) -> None:
    """List the monitors, with their last and next runs."""
    from leftopen.service.monitoring import monitors
    from leftopen.store.records.entities.monitors import Monitors

    out = Output(json=json, quiet=quiet)
    with workspace(data, reading=True) as opened:
        listed = monitors.with_next_runs(opened, Monitors(opened.store.records).list())
    found = [(one, monitors.line(one, due)) for one, due in listed]
    if json:
        for _, line in found:
            out.line(line)
        return
    if not found:
        out.say("no monitors; to add one: leftopen watch add NAME TARGET")
        return
    rows = [
        (
            one.name, " ".join(one.targets[:3]), line["every"], _time(line["last_run"]),
            "paused" if one.paused else _time(line["next_run"]), one.said,
        )
        for one, line in found
    ]  # fmt: skip
    out.table(("Name", "Targets", "Every", "Last run (UTC)", "Next run (UTC)", "Result"), rows)


@app.command(epilog="Example: `leftopen watch show office`")
def show(name: Name, data: Data = None, json: AsJson = False, quiet: Quiet = False) -> None:
    """Show a monitor and its newest changes."""
    from leftopen.service.monitoring import monitors
    from leftopen.store.records.entities.monitors import Monitors

    out = Output(json=json, quiet=quiet)
    with workspace(data, reading=True) as opened:
        monitor = Monitors(opened.store.records).get(name)
        line = monitors.line(monitor, monitors.next_run(opened, monitor))
        events = Monitors(opened.store.records).events(monitor=monitor.id, limit=100)
    if json:
        out.line(line)
        for event in events:
            out.line(monitors.event_line(event, name))
        return
    out.facts(line)
    for event in events:
        out.text(monitors.sentence(event))


@app.command(epilog="Example: `leftopen watch pause office`")
def pause(name: Name, data: Data = None, json: AsJson = False, quiet: Quiet = False) -> None:
    """Pause a monitor. One that is running stops within seconds."""
    from leftopen.service.monitoring import monitors
    from leftopen.service.os_user import os_user

    out = Output(json=json, quiet=quiet)
    with workspace(data) as opened:
        line = monitors.line(monitors.pause(opened, name, by=os_user()), None)
    _done(out, line, f"monitor {name} is paused; to go on: leftopen watch resume {name}")


@app.command(epilog="Example: `leftopen watch resume office`")
def resume(name: Name, data: Data = None, json: AsJson = False, quiet: Quiet = False) -> None:
    """Resume a paused monitor. Its next run is due now, or at its next cron time."""
    from leftopen.present.humanize import format_time
    from leftopen.service.monitoring import monitors
    from leftopen.service.os_user import os_user

    out = Output(json=json, quiet=quiet)
    with workspace(data) as opened:
        monitor = monitors.resume(opened, name, by=os_user())
        due, now = monitors.next_run(opened, monitor), opened.clock()
        line = monitors.line(monitor, due)
    when = f"at {format_time(due)}" if due is not None and due > now else "now"
    _done(out, line, f"monitor {name} is resumed; its next run is due {when}")


@app.command(epilog="Example: `leftopen watch now office`")
def now(name: Name, data: Data = None, json: AsJson = False, quiet: Quiet = False) -> None:
    """Make the next run of a monitor due now. A runner does it: leftopen watch run, or leftopen serve."""
    from leftopen.service.monitoring import monitors
    from leftopen.service.os_user import os_user

    out = Output(json=json, quiet=quiet)
    with workspace(data) as opened:
        monitor = monitors.now(opened, name, by=os_user())
        line = monitors.line(monitor, monitors.next_run(opened, monitor))
    _done(out, line, f"the next run of monitor {name} is due now; to run it: leftopen watch run --once")


@app.command(epilog="Example: `leftopen watch remove office`")
def remove(name: Name, data: Data = None, json: AsJson = False, quiet: Quiet = False) -> None:
    """Remove a monitor. What it found stays."""
    from leftopen.service.monitoring import monitors
    from leftopen.service.os_user import os_user

    out = Output(json=json, quiet=quiet)
    with workspace(data) as opened:
        monitors.remove(opened, name, by=os_user())
    _done(out, {"type": "monitor", "name": name, "removed": True}, f"monitor {name} is removed")


@app.command(epilog="Example: `leftopen watch run`")
def run(
    once: Annotated[
        bool, typer.Option("--once", help="Do what is due now, then stop (default: run until Ctrl-C).")
    ] = False,
    data: Data = None,
    json: AsJson = False,
    quiet: Quiet = False,
) -> None:
    """Run the monitors until you stop it with Ctrl-C, and check known cases again.

    Two runners on one data folder share the work. `leftopen serve` runs monitors too.
    """
    import asyncio

    from leftopen.cli._service import service
    from leftopen.cli.worker import record_worker, work
    from leftopen.store.records.entities.monitors import Monitors

    out = Output(json=json, quiet=quiet)

    def start(stack: ExitStack) -> Workspace:
        opened = stack.enter_context(workspace(data))
        record_worker(opened, until_idle=once)
        if not Monitors(opened.store.records).list():
            log_event(INFO, "no_monitors", "no monitors; to add one: leftopen watch add NAME TARGET")
        return opened

    with service(start, quiet=quiet, waits=not once) as opened:
        done = asyncio.run(work(opened, out, until_idle=once, quiet=QUIET))
    if once:
        out.hint("next: leftopen cases list · leftopen changes" if done else NOTHING_DUE)


def _done(out: Output, line: Line, text: str) -> None:
    if out.json:
        out.line(line)
    else:
        out.say(text)


def _time(text: object) -> str:
    """`2026-11-27 22:40:05` of a JSON time, '' for none."""
    return str(text)[:19].replace("T", " ") if text else ""
