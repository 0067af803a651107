"""Mutes: recipients, checks and networks of which nothing is told."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated

import typer

from leftopen.cli._options import Reason
from leftopen.cli._output import Output
from leftopen.cli._verb import Workspace, verb
from leftopen.scope.file import day

PANEL = "Tell and prove"
app = typer.Typer(
    no_args_is_help=True,
    help="Mutes: recipients, checks and networks that get no messages, for a time or permanently.",
    epilog="Example: `leftopen mute add --network 192.0.2.0/24 --until 2030-01-31 --reason maintenance`",
)


@app.command(epilog="Example: `leftopen mute add --check redis_open --network 192.0.2.7 --reason 'a mirror'`")
@verb()
def add(
    out: Output,
    opened: Workspace,
    by: str,
    reason: Reason,
    to: Annotated[str, typer.Option(help="Only this recipient (mailto:ADDRESS).")] = "",
    check: Annotated[str, typer.Option(help="Only this check or shape.")] = "",
    network: Annotated[str, typer.Option(help="Only this address or network.")] = "",
    until: Annotated[
        str, typer.Option(help="Last day, YYYY-MM-DD; messages wait until then (default: permanently).")
    ] = "",
) -> None:
    """Mute what matches all that you name. Cases are still opened, shown and checked again."""
    from leftopen.service.outbox import mutes

    end = day(until) if until else None
    mute = mutes.add(opened, by=by, because=reason, contact=to, check=check, network=network, until=end)
    undo = f"leftopen mute remove {mute.id[:8]}"
    out.done(mutes.line(mute), f"muted: {mutes.words(mute)}; to undo it: {undo}")


@app.command("list", epilog="Example: `leftopen mute list`")
@verb(listing=True, reading=True)
def list_(out: Output, opened: Workspace) -> None:
    """List the mutes, oldest first."""
    from leftopen.service.outbox import mutes
    from leftopen.store.records.entities.mutes import Mutes

    found, now = Mutes(opened.store.records).list(), opened.clock()
    rows = ((one.id[:8], mutes.words(one), _until(one.until, now), one.because, one.by) for one in found)
    titles = ("ID", "Muted", "Until (UTC)", "Because", "By")
    out.rows(map(mutes.line, found), titles, rows, "nothing is muted")


def _until(end: datetime | None, now: datetime) -> str:
    if end is None:
        return "permanently"
    return "ended" if end <= now else f"{end:%Y-%m-%d %H:%M}"


@app.command(epilog="Example: `leftopen mute remove 3fa9`")
@verb()
def remove(
    out: Output,
    opened: Workspace,
    by: str,
    id: Annotated[str, typer.Argument(help="Mute ID, or a unique prefix of it.")],
) -> None:
    """Remove a mute. What it held is sent, unless another one holds it."""
    from leftopen.service.outbox import mutes

    mute = mutes.remove(opened, id, by=by)
    out.done(mutes.line(mute) | {"removed": True}, f"no longer muted: {mutes.words(mute)}")
