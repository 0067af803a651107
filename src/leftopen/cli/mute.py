"""Mutes: recipients, checks and networks of which nothing is told."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

import typer

from leftopen.cli._options import AsJson, Data, Quiet, workspace
from leftopen.cli._output import Output

if TYPE_CHECKING:
    from datetime import datetime

PANEL = "Tell and prove"
app = typer.Typer(
    no_args_is_help=True,
    help="Mutes: recipients, checks and networks of which nothing is told, for a time or for good.",
    epilog="Example: `leftopen mute add --network 192.0.2.0/24 --until 2030-01-31 --why maintenance`",
)


@app.command(epilog="Example: `leftopen mute add --check redis_open --network 192.0.2.7 --why 'a mirror'`")
def add(
    because: Annotated[str, typer.Option("--why", help="Why, for the list and the audit log.")],
    contact: Annotated[str, typer.Option(help="Only this recipient (mailto:ADDRESS).")] = "",
    check: Annotated[str, typer.Option(help="Only this check or shape.")] = "",
    network: Annotated[str, typer.Option(help="Only this address or network.")] = "",
    until: Annotated[
        str, typer.Option(help="Last day, YYYY-MM-DD; messages wait until then (default: for good).")
    ] = "",
    data: Data = None,
    json: AsJson = False,
    quiet: Quiet = False,
) -> None:
    """Mute what matches all that you name. Cases are still opened, shown and checked again."""
    from leftopen.scope import file
    from leftopen.service.os_user import os_user
    from leftopen.service.outbox import mutes

    with workspace(data) as opened:
        mute = mutes.add(
            opened, by=os_user(), because=because, contact=contact, check=check, network=network,
            until=file.day(until) if until else None,
        )  # fmt: skip
    out = Output(json=json, quiet=quiet)
    if json:
        out.line(mutes.line(mute))
        return
    out.say(f"muted: {mutes.words(mute)}; to undo it: leftopen mute remove {mute.id[:8]}")


@app.command("list", epilog="Example: `leftopen mute list`")
def list_(data: Data = None, json: AsJson = False, quiet: Quiet = False) -> None:
    """List the mutes, oldest first."""
    from leftopen.service.outbox import mutes
    from leftopen.store.records.entities.mutes import Mutes

    with workspace(data, reading=True) as opened:
        found, now = Mutes(opened.store.records).list(), opened.clock()
    out = Output(json=json, quiet=quiet)
    if json:
        for mute in found:
            out.line(mutes.line(mute))
        return
    if not found:
        out.say("nothing is muted")
        return
    rows = [
        (
            one.id[:8], mutes.words(one),
            _until(one.until, now), one.because, one.by,
        )
        for one in found
    ]  # fmt: skip
    out.table(("ID", "Muted", "Until (UTC)", "Because", "By"), rows)


def _until(end: datetime | None, now: datetime) -> str:
    if end is None:
        return "for good"
    return "ended" if end <= now else f"{end:%Y-%m-%d %H:%M}"


@app.command(epilog="Example: `leftopen mute remove 3fa9`")
def remove(
    id: Annotated[str, typer.Argument(help="Mute ID, or a unique prefix of it.")],
    data: Data = None,
    json: AsJson = False,
    quiet: Quiet = False,
) -> None:
    """Remove a mute. What it held is sent, unless another one holds it."""
    from leftopen.service.os_user import os_user
    from leftopen.service.outbox import mutes

    with workspace(data) as opened:
        mute = mutes.remove(opened, id, by=os_user())
    out = Output(json=json, quiet=quiet)
    if json:
        out.line(mutes.line(mute) | {"removed": True})
        return
    out.say(f"no longer muted: {mutes.words(mute)}")
