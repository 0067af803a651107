"""Organisations: who is told about their services, and in which order."""

from __future__ import annotations

from typing import Annotated

import typer

from leftopen.cli._options import AsJson, Data, Quiet, workspace
from leftopen.cli._output import Output

PANEL = "Tell and prove"
app = typer.Typer(
    no_args_is_help=True,
    help="Organisations: who is told about their services, and in which order.",
    epilog="Example: `leftopen org add 'Example Corps' --contact mailto:soc@example.org`",
)
Name = Annotated[str, typer.Argument(help="Name of the organisation, as scope records name it with --org.")]


@app.command(
    epilog="Example: `leftopen org add 'Example Corps' --contact mailto:soc@example.org "
    "--contact mailto:ciso@example.org`"
)
def add(
    name: Name,
    contact: Annotated[
        list[str] | None, typer.Option(help="Recipient of notices, in the order of telling (repeatable).")
    ] = None,
    domain: Annotated[list[str] | None, typer.Option(help="Mail or web domain (repeatable).")] = None,
    parent: Annotated[
        str, typer.Option(help="Organisation that it belongs to; its contacts come after.")
    ] = "",
    language: Annotated[str, typer.Option(help="Language of the organisation: en or fr.")] = "en",
    data: Data = None,
    json: AsJson = False,
    quiet: Quiet = False,
) -> None:
    """Add an organisation, or change the one of that name."""
    from leftopen.service import organisations
    from leftopen.service.os_user import os_user

    out = Output(json=json, quiet=quiet)
    with workspace(data) as opened:
        added = organisations.add(
            opened, name, by=os_user(), contacts=contact or (), domains=domain or (), parent=parent,
            language=language,
        )  # fmt: skip
    if json:
        out.line(organisations.line(added))
        return
    out.say(f"next: leftopen scope add CIDR --org '{added.name}' --notify ask")


@app.command("list", epilog="Example: `leftopen org list`")
def list_(data: Data = None, json: AsJson = False, quiet: Quiet = False) -> None:
    """List the organisations."""
    from leftopen.service import organisations

    out = Output(json=json, quiet=quiet)
    with workspace(data) as opened:
        found = opened.store.records.organisations.list()
    if json:
        for one in found:
            out.line(organisations.line(one))
        return
    if not found:
        out.say("no organisations; to add one: leftopen org add NAME --contact URL")
        return
    rows = [(one.name, " ".join(one.contacts), " ".join(one.domains), one.parent) for one in found]
    out.table(("Name", "Contacts", "Domains", "Part of"), rows)


@app.command(epilog="Example: `leftopen org show 'Example Corps'`")
def show(name: Name, data: Data = None, json: AsJson = False, quiet: Quiet = False) -> None:
    """Show an organisation."""
    from leftopen.service import organisations

    out = Output(json=json, quiet=quiet)
    with workspace(data) as opened:
        line = organisations.line(opened.store.records.organisations.get(name))
    if json:
        out.line(line)
    else:
        out.facts(line)


@app.command(epilog="Example: `leftopen org remove 'Example Corps'`")
def remove(name: Name, data: Data = None, json: AsJson = False, quiet: Quiet = False) -> None:
    """Remove an organisation."""
    from leftopen.service import organisations
    from leftopen.service.os_user import os_user

    out = Output(json=json, quiet=quiet)
    with workspace(data) as opened:
        gone = organisations.remove(opened, name, by=os_user())
    if json:
        out.line({"type": "removed", "name": gone.name})
        return
    out.say(f"organisation {gone.name} is removed")
