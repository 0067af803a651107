"""Exclusions: what is not scanned, not reported or told to nobody, for a time."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from leftopen.cli._options import Reason
from leftopen.cli._output import Output
from leftopen.cli._verb import Workspace, verb, workspace
from leftopen.model.exclusion import Exclusion, ExclusionKind
from leftopen.scope.file import day

PANEL = "Find"
app = typer.Typer(
    no_args_is_help=True,
    help="Exclusions: targets that are not scanned, not reported or not notified, until when and why.",
    epilog="Example: `leftopen exclusion list`",
)


@app.command(
    epilog="Example: `leftopen exclusion add 198.18.5.7 --kind not-told --port 443 --until 2027-01-31 "
    "--reason 'known test server'`"
)
@verb()
def add(
    out: Output,
    data: Path | None,
    target: Annotated[
        list[str], typer.Argument(help="IP addresses or CIDR ranges (example: 198.18.0.0/24).")
    ],
    kind: Annotated[
        ExclusionKind,
        typer.Option(
            help="not-scanned: nothing is sent. not-reported: scanned, but in no list, file or message. "
            "not-told: listed, but no message is sent."
        ),
    ],
    until: Annotated[str, typer.Option(help="Last day, YYYY-MM-DD. Then the exclusion expires.")],
    reason: Reason,
    port: Annotated[int, typer.Option(help="Only this port (0: all).")] = 0,
    check: Annotated[
        str, typer.Option(help="Only this check or shape (example: redis_open).", show_default=False)
    ] = "",
) -> None:
    """Exclude targets for a time. What is never to be scanned: `leftopen scope deny`."""
    from leftopen.service.exclusions import records

    wish = records.ExclusionRequest(
        kind=kind, targets=target, until=day(until), why=reason, port=port, check=check
    )
    with workspace(data) as opened:
        _show(records.add(opened, wish), out, {})


@app.command("list", epilog="Example: `leftopen exclusion list --all`")
@verb(listing=True, reading=True)
def list_(
    out: Output,
    opened: Workspace,
    everything: Annotated[bool, typer.Option("--all", help="Include those that have ended.")] = False,
) -> None:
    """List exclusions, with the number of open cases that each touches; denials of the scope too."""
    from leftopen.cases.closure_rules import LIVE
    from leftopen.service.exclusions import records, reports
    from leftopen.store.records.entities.cases.cases import Cases

    found = records.every(opened, ended=everything)
    _show(found, out, reports.touched(opened, Cases(opened.store.records).list(LIVE)))
    if not found:
        out.say("no exclusions")


@app.command(epilog="Example: `leftopen exclusion remove 3fa9`")
@verb()
def remove(
    out: Output,
    opened: Workspace,
    id: Annotated[str, typer.Argument(help="Exclusion ID, or a unique prefix of it.")],
) -> None:
    """End an exclusion now. A running scan applies the change within a second."""
    from leftopen.service.exclusions import records

    _show([records.remove(opened, id)], out, {})
    out.say("removed")


def _show(found: list[Exclusion], out: Output, touched: dict[str, int]) -> None:
    from leftopen.service.exclusions.records import line

    titles = ("id", "kind", "target", "port", "check", "until (UTC)", "by", "reason", "cases")
    rows = ((*_row(one), touched.get(one.id, "")) for one in found)
    out.rows((line(one, touched.get(one.id)) for one in found), titles, rows)


def _row(one: Exclusion) -> tuple[object, ...]:
    until = f"{one.until:%Y-%m-%d %H:%M}" if one.until else "no end"
    return one.id[:8], one.kind, one.target, one.port or "", one.check, until, one.by, one.why
