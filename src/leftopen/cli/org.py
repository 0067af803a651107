"""Organisations: who is told about their services, and in which order."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

import typer

from leftopen.cli._options import AsJson, Data, Quiet, workspace
from leftopen.cli._output import Output

if TYPE_CHECKING:
    from leftopen.model.facts import Json
    from leftopen.model.organisation import Organisation
    from leftopen.service.workspace import Workspace

PANEL = "Tell and prove"
app = typer.Typer(
    no_args_is_help=True,
    help="Organisations: who is told about their services, and in which order.",
    epilog="Example: `leftopen org add 'Example Corps' --contact mailto:soc@example.org`",
)
Name = Annotated[str, typer.Argument(help="Name of the organisation, as scope records name it with --org.")]
Contacts = Annotated[
    list[str] | None,
    typer.Option("--contact", help="Recipient of notices, in the order of telling (repeatable)."),
]
Domains = Annotated[list[str] | None, typer.Option("--domain", help="Mail or web domain (repeatable).")]
Parent = Annotated[str | None, typer.Option(help="Organisation that it belongs to; its contacts come after.")]
Language = Annotated[str | None, typer.Option(help="Language of the organisation: en or fr.")]
Hours = Annotated[
    str | None,
    typer.Option(
        help="When its contacts are at work (example: 'Mon-Fri 08:00-18:00 Europe/Paris'); '' for always."
    ),
]
OnCall = Annotated[
    str | None,
    typer.Option(
        help="iCalendar file or https URL that says who is on call: told before the contacts; '' for none."
    ),
]


@app.command(
    epilog="Example: `leftopen org add 'Example Corps' --contact mailto:soc@example.org "
    "--contact mailto:ciso@example.org`"
)
def add(
    name: Name,
    contact: Contacts = None,
    domain: Domains = None,
    parent: Parent = None,
    language: Language = None,
    hours: Hours = None,
    on_call: OnCall = None,
    data: Data = None,
    json: AsJson = False,
    quiet: Quiet = False,
) -> None:
    """Add an organisation, or replace the one of that name."""
    from leftopen.service import organisations
    from leftopen.service.os_user import os_user

    out = Output(json=json, quiet=quiet)
    with workspace(data) as opened:
        added = organisations.add(
            opened, name, by=os_user(), contacts=contact or (), domains=domain or (), parent=parent or "",
            language=language or "en", hours=hours or "",
        )  # fmt: skip
        line = _with_calendar(opened, added, on_call)
    if json:
        out.line(line)
        return
    out.say(f"next: leftopen scope add CIDR --org '{added.name}' --notify ask")


@app.command(
    "set", epilog="Example: `leftopen org set 'Example Corps' --hours 'Mon-Fri 08:00-18:00 Europe/Paris'`"
)
def set_(
    name: Name,
    contact: Contacts = None,
    domain: Domains = None,
    parent: Parent = None,
    language: Language = None,
    hours: Hours = None,
    on_call: OnCall = None,
    data: Data = None,
    json: AsJson = False,
    quiet: Quiet = False,
) -> None:
    """Change some of what is known of an organisation; the rest stays."""
    from leftopen.service import organisations
    from leftopen.service.organisations import OrganisationChange
    from leftopen.service.os_user import os_user

    out = Output(json=json, quiet=quiet)
    what = OrganisationChange(
        contacts=contact, domains=domain, parent=parent, language=language, hours=hours
    )  # fmt: skip
    with workspace(data) as opened:
        changed = organisations.change(opened, name, what, by=os_user())
        line = _with_calendar(opened, changed, on_call)
    if json:
        out.line(line)
    else:
        out.facts(line)


def _with_calendar(opened: Workspace, found: Organisation, source: str | None) -> dict[str, Json]:
    """Gives it the calendar, if one was typed, and shows it."""
    import asyncio

    from leftopen.service import on_call
    from leftopen.service.os_user import os_user

    if source is not None:
        asyncio.run(on_call.set_calendar(opened, found.name, source, by=os_user()))
    return _shown(opened, found.name)


def _shown(opened: Workspace, name: str) -> dict[str, Json]:
    from leftopen.service import organisations
    from leftopen.store.records.entities.organisations import Organisations

    found = Organisations(opened.store.records).get(name)
    calendar = Organisations(opened.store.records).on_call().get(found.id)
    return organisations.line(found, calendar, opened.clock())


@app.command("list", epilog="Example: `leftopen org list`")
def list_(data: Data = None, json: AsJson = False, quiet: Quiet = False) -> None:
    """List the organisations."""
    from leftopen.service import organisations
    from leftopen.store.records.entities.organisations import Organisations

    out = Output(json=json, quiet=quiet)
    with workspace(data, reading=True) as opened:
        found = Organisations(opened.store.records).list()
        calendars, now = Organisations(opened.store.records).on_call(), opened.clock()
    if json:
        for one in found:
            out.line(organisations.line(one, calendars.get(one.id), now))
        return
    if not found:
        out.say("no organisations; to add one: leftopen org add NAME --contact URL")
        return
    rows = [
        (one.name, " ".join(one.contacts), " ".join(one.domains), one.parent, one.hours, one.on_call)
        for one in found
    ]
    out.table(("Name", "Contacts", "Domains", "Part of", "Hours", "Calendar"), rows)


@app.command(epilog="Example: `leftopen org show 'Example Corps'`")
def show(name: Name, data: Data = None, json: AsJson = False, quiet: Quiet = False) -> None:
    """Show an organisation, and who is on call."""
    out = Output(json=json, quiet=quiet)
    with workspace(data, reading=True) as opened:
        line = _shown(opened, name)
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
