"""What a scan would send, and how long it takes. Sends nothing."""

from __future__ import annotations

from typing import Annotated

import typer

from leftopen.cli._options import AsJson, Data, Quiet, workspace
from leftopen.cli._output import Output
from leftopen.present.humanize import format_count

EXAMPLE = "Example: `leftopen plan 198.18.0.0/24 --ports top100`"


def command(
    target: Annotated[list[str], typer.Argument(help="Addresses, ranges or host names.")],
    ports: Annotated[str, typer.Option(help="top100, top1000, all, or 22,80-90.")] = "top100",
    rate: Annotated[int | None, typer.Option(help="Sweep probes per second.", show_default=False)] = None,
    data: Data = None,
    json: AsJson = False,
    quiet: Quiet = False,
) -> None:
    """Say what a scan would send and how long it would take; nothing is sent."""
    import asyncio

    from leftopen.service.scanning.plan import plan

    out = Output(json=json, quiet=quiet)
    with workspace(data, rate=rate) as opened:
        result = asyncio.run(plan(opened, target, ports, rate))
    if json:
        out.line(result.line())
        return
    about = "" if result.exact else "about "
    addresses = format_count(result.addresses, "address", "addresses")
    out.text(f"{about}{result.allowed:,} of {addresses} may be touched")
    out.text(f"{format_count(result.ports, 'port')} each")
    for clause, count in result.clauses.items():
        out.text(f"  {count:,} × {clause}")
    if not result.allowed:
        out.say("nothing would be sent; leftopen scope add --help says how to authorise a scan")
        return
    speed = "as fast as this machine answers" if result.rate == 0 else f"at most {result.rate:,} a second"
    attempts = format_count(result.probes, "connect attempt")
    out.text(f"{attempts} {speed}: about {_span(result.seconds)}, and the talk")
    out.text(f"at most {format_count(result.retries, 'repeat')} of those that stay silent")
    controls = format_count(result.controls // max(result.allowed, 1), "control attempt")
    out.text(f"{controls} per address that answers")
    out.text(f"then at most {format_count(result.talk, 'request')} to one service, by all checks together")


def _span(seconds: float) -> str:
    from datetime import timedelta

    from leftopen.present.humanize import format_duration

    return format_duration(timedelta(seconds=seconds)) if seconds >= 1 else "a second or less"
