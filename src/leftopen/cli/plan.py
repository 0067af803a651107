"""Show what a scan would send, and how long it would take. Sends nothing."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path
from typing import TYPE_CHECKING

from leftopen.cli._options import Ports, Rate
from leftopen.cli._output import Output, open_files
from leftopen.cli._scan_options import JsonFile, OutputFile, TargetFile, Targets, all_targets
from leftopen.cli._verb import verb, workspace
from leftopen.present.humanize import format_count, format_duration

if TYPE_CHECKING:
    from leftopen.service.scanning.plan import Plan

PANEL = "Find"
EXAMPLE = "Example: `leftopen plan 198.18.0.0/24 --ports top100`; `leftopen plan -iL targets.txt -p 22,80-90`"


@verb()
def command(
    out: Output,
    data: Path | None,
    target: Targets = None,
    ports: Ports = "top100",
    targets_file: TargetFile = None,
    file: OutputFile = None,
    json_file: JsonFile = None,
    rate: Rate = None,
) -> None:
    """Show what a scan would send and how long it would take. Sends nothing."""
    import asyncio

    from leftopen.service.scanning.plan import plan

    words = all_targets(target, targets_file)
    with workspace(data, rate=rate) as opened:
        result = asyncio.run(plan(opened, words, ports, rate))
    with open_files(out, file, json_file) as out:
        out.copy_line(result.line())
        if out.json:
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
    if result.names:
        out.text(f"the same for each of at most {format_count(result.names, 'name')} per web service")
    if result.reverse:
        records = format_count(result.reverse, "reverse record")
        out.text(f"at most {records} asked of this machine's name servers (setting resolve_names)")


def _span(seconds: float) -> str:
    return format_duration(timedelta(seconds=seconds)) if seconds >= 1 else "a second or less"
