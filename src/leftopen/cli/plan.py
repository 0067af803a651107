"""Show what a scan would send, and how long it would take. Sends nothing."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

import typer

from leftopen.cli._options import AsJson, Data, Quiet, workspace
from leftopen.cli._output import Output
from leftopen.cli._output_files import writing
from leftopen.cli._scan_options import JsonFile, OutputFile, Ports, TargetFile, Targets, all_targets
from leftopen.present.humanize import format_count

if TYPE_CHECKING:
    from leftopen.service.scanning.plan import Plan

PANEL = "Find"
EXAMPLE = "Example: `leftopen plan 198.18.0.0/24 --ports top100`; `leftopen plan -iL targets.txt -p 22,80-90`"


def command(
    target: Targets = None,
    ports: Ports = "top100",
    targets_file: TargetFile = None,
    output: OutputFile = None,
    output_json: JsonFile = None,
    rate: Annotated[
        int | None, typer.Option(help="Maximum sweep probes per second.", show_default=False)
    ] = None,
    data: Data = None,
    json: AsJson = False,
    quiet: Quiet = False,
) -> None:
    """Show what a scan would send and how long it would take. Sends nothing."""
    import asyncio

    from leftopen.service.scanning.plan import plan

    words = all_targets(target, targets_file)
    with workspace(data, rate=rate) as opened:
        result = asyncio.run(plan(opened, words, ports, rate))
    with writing(Output(json=json, quiet=quiet), output, output_json) as out:
        out.also(result.line())
        if json:
            out.line(result.line())
        else:
            _show(result, out)


def _show(result: Plan, out: Output) -> None:
    about = "" if result.exact else "about "
    addresses = format_count(result.addresses, "address", "addresses")
    out.text(f"{about}{result.allowed:,} of {addresses} allowed by the scope")
    out.text(f"{format_count(result.ports, 'port')} per address")
    for clause, count in result.clauses.items():
        out.text(f"  {count:,} × {clause}")
    if not result.allowed:
        out.say("nothing to scan; authorise targets with leftopen scope add (see leftopen scope add --help)")
        return
    speed = (
        "without a rate limit (own addresses)" if result.rate == 0 else f"at most {result.rate:,} per second"
    )
    attempts = format_count(result.probes, "connect attempt")
    out.text(f"{attempts} {speed}: about {_span(result.seconds)}, plus time for identification and checks")
    out.text(f"at most {format_count(result.retries, 'retry', 'retries')} for attempts without a response")
    controls = format_count(result.controls // max(result.allowed, 1), "control attempt")
    out.text(f"{controls} per responding address")
    out.text(f"at most {format_count(result.talk, 'request')} per service, all checks together")


def _span(seconds: float) -> str:
    from datetime import timedelta

    from leftopen.present.humanize import format_duration

    return format_duration(timedelta(seconds=seconds)) if seconds >= 1 else "a second or less"
