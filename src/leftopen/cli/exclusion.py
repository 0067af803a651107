"""Exclusions: what is not scanned, not reported or told to nobody, for a time."""

from __future__ import annotations

from typing import Annotated

import typer

from leftopen.cli._options import AsJson, Data, Quiet, workspace
from leftopen.cli._output import Output
from leftopen.model.exclusion import Exclusion, ExclusionKind

PANEL = "Find"
app = typer.Typer(
    no_args_is_help=True,
    help="Exclusions: what is not scanned, not reported or told to nobody, until when and why.",
    epilog="Example: `leftopen exclusion list`",
)


@app.command(
    epilog="Example: `leftopen exclusion add 198.18.5.7 --kind not-told --port 443 --until 2027-01-31 "
    "--why 'known test server'`"
)
def add(
    target: Annotated[
        list[str], typer.Argument(help="IP addresses or CIDR ranges (example: 198.18.0.0/24).")
    ],
    kind: Annotated[
        ExclusionKind,
        typer.Option(
            help="not-scanned: nothing is sent. not-reported: scanned, but in no list, file or message. "
            "not-told: listed, but no message."
        ),
    ],
    until: Annotated[str, typer.Option(help="Last day, YYYY-MM-DD. The exclusion ends by itself.")],
    because: Annotated[str, typer.Option("--why", help="Reason.")],
    port: Annotated[int, typer.Option(help="Only this port (0: all).")] = 0,
    check: Annotated[
        str, typer.Option(help="Only this check or shape (example: redis_open).", show_default=False)
    ] = "",
    data: Data = None,
    json: AsJson = False,
    quiet: Quiet = False,
) -> None:
    """Exclude targets for a time. What is never to be scanned: `leftopen scope deny`."""
    from leftopen.scope.file import day
    from leftopen.service.exclusions import records

    wish = records.ExclusionWish(
        kind=kind, targets=target, until=day(until), why=because, port=port, check=check
    )
    with workspace(data) as opened:
        added = records.add(opened, wish)
    _show(added, Output(json=json, quiet=quiet), {})


@app.command("list", epilog="Example: `leftopen exclusion list --all`")
def list_(
    everything: Annotated[bool, typer.Option("--all", help="Include those that have ended.")] = False,
    data: Data = None,
    json: AsJson = False,
    quiet: Quiet = False,
) -> None:
    """List exclusions, with the number of open cases that each touches; denials of the scope too."""
    from leftopen.cases.closure_rules import LIVE
    from leftopen.service.exclusions import records, reports
    from leftopen.store.records.entities.cases.cases import Cases

    with workspace(data, reading=True) as opened:
        found = records.every(opened, ended=everything)
        touched = reports.touched(opened, Cases(opened.store.records).list(LIVE))
    out = Output(json=json, quiet=quiet)
    _show(found, out, touched)
    if not found:
        out.say("no exclusions")


@app.command(epilog="Example: `leftopen exclusion remove 3fa9`")
def remove(
    id: Annotated[str, typer.Argument(help="Exclusion ID, or a unique prefix of it.")],
    data: Data = None,
    json: AsJson = False,
    quiet: Quiet = False,
) -> None:
    """End an exclusion now. A running scan applies the change within a second."""
    from leftopen.service.exclusions import records

    out = Output(json=json, quiet=quiet)
    with workspace(data) as opened:
        removed = records.remove(opened, id)
    _show([removed], out, {})
    out.say("removed")


def _show(found: list[Exclusion], out: Output, touched: dict[str, int]) -> None:
    from leftopen.service.exclusions.records import line

    if out.json:
        for one in found:
            out.line(line(one, touched.get(one.id)))
        return
    rows = [
        (
            one.id[:8], one.kind, one.target, one.port or "", one.check,
            f"{one.until:%Y-%m-%d %H:%M}" if one.until else "no end", one.by, one.why,
            touched.get(one.id, ""),
        )
        for one in found
    ]  # fmt: skip
    if rows:
        out.table(("id", "kind", "target", "port", "check", "until (UTC)", "by", "reason", "cases"), rows)
