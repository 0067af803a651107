"""Organisations: their contacts, and the order in which they are notified."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

import typer

from leftopen.cli._output import Line, Output
from leftopen.cli._verb import Workspace, verb

if TYPE_CHECKING:
    from leftopen.model.organisation import Organisation

PANEL = "Tell and prove"
app = typer.Typer(
    no_args_is_help=True,
    help="Organisations: their contacts, and the order in which they are notified.",
    epilog="Example: `leftopen org add 'Example Corps' --contact mailto:soc@example.org`",
)
Name = Annotated[str, typer.Argument(help="Name of the organisation, as scope records name it with --org.")]
Contacts = Annotated[
    list[str] | None,
    typer.Option("--contact", help="Recipient of notices, in the order of notification (repeatable)."),
]
Domains = Annotated[list[str] | None, typer.Option("--domain", help="Mail or web domain (repeatable).")]
Parent = Annotated[
    str | None, typer.Option(help="Parent organisation; its contacts are notified after this one's.")
]
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
        help=(
            "iCalendar file or https URL of the on-call calendar: the person on call is notified "
            "before the contacts; '' for none."
        )
    ),
]
Address = Annotated[
    str | None, typer.Option(help="Postal address for letters; separate its lines by semicolons.")
]
Country = Annotated[
    str | None,
    typer.Option(help="Countries, by their codes of two letters, the seat first (example: FR,DE)."),
]
Dpo = Annotated[
    str | None, typer.Option(help="Data protection officer: name, email address and telephone number.")
]


@app.command(
    epilog="Example: `leftopen org add 'Example Corps' --contact mailto:soc@example.org "
    "--contact mailto:ciso@example.org`"
)
@verb()
def add(
    out: Output,
    opened: Workspace,
    by: str,
    name: Name,
    contact: Contacts = None,
    domain: Domains = None,
    parent: Parent = None,
    language: Language = None,
    hours: Hours = None,
    on_call: OnCall = None,
    address: Address = None,
    country: Country = None,
    dpo: Dpo = None,
) -> None:
    """Add an organisation, or replace the one of that name."""
    from leftopen.service.organisations import organisations

    added = organisations.add(
        opened,
        name,
        by=by,
        contacts=contact or (),
        domains=domain or (),
        parent=parent or "",
        language=language or "en",
        hours=hours or "",
        address=address or "",
        country=country or "",
        dpo=dpo or "",
    )
    line = _with_calendar(opened, added, on_call, by)
    out.done(line, f"next: leftopen scope add CIDR --org '{added.name}' --notify ask")


@app.command(
    "set", epilog="Example: `leftopen org set 'Example Corps' --hours 'Mon-Fri 08:00-18:00 Europe/Paris'`"
)
@verb()
def set_(
    out: Output,
    opened: Workspace,
    by: str,
    name: Name,
    contact: Contacts = None,
    domain: Domains = None,
    parent: Parent = None,
    language: Language = None,
    hours: Hours = None,
    on_call: OnCall = None,
    address: Address = None,
    country: Country = None,
    dpo: Dpo = None,
) -> None:
    """Change some of what is known of an organisation; the rest stays."""
    from leftopen.service.organisations import organisations

    what = organisations.OrganisationChange(
        contacts=contact, domains=domain, parent=parent, language=language, hours=hours, address=address,
        country=country, dpo=dpo,
    )  # fmt: skip
    changed = organisations.change(opened, name, what, by=by)
    out.facts(_with_calendar(opened, changed, on_call, by))


def _with_calendar(opened: Workspace, found: Organisation, source: str | None, by: str) -> Line:
    """Gives it the calendar, if one was typed, and shows it."""
    import asyncio

    from leftopen.service.organisations import on_call

    if source is not None:
        asyncio.run(on_call.set_calendar(opened, found.name, source, by=by))
    return _line(opened, found.name)


def _line(opened: Workspace, name: str) -> Line:
    from leftopen.service.organisations import organisations
    from leftopen.store.records.entities.organisations import Organisations

    found = Organisations(opened.store.records).get(name)
    calendar = Organisations(opened.store.records).on_call().get(found.id)
    return organisations.line(found, calendar, opened.clock())


@app.command("list", epilog="Example: `leftopen org list`")
@verb(listing=True, reading=True)
def list_(out: Output, opened: Workspace) -> None:
    """List the organisations."""
    from leftopen.service.organisations import organisations
    from leftopen.store.records.entities.organisations import Organisations

    records, now = Organisations(opened.store.records), opened.clock()
    found, calendars = records.list(), records.on_call()
    rows = (
        (one.name, " ".join(one.contacts), " ".join(one.domains), one.parent, one.hours, one.on_call)
        for one in found
    )
    titles = ("Name", "Contacts", "Domains", "Part of", "Hours", "Calendar")
    lines = (organisations.line(one, calendars.get(one.id), now) for one in found)
    out.rows(lines, titles, rows, "no organisations; to add one: leftopen org add NAME --contact URL")


@app.command(epilog="Example: `leftopen org show 'Example Corps'`")
@verb(reading=True)
def show(out: Output, opened: Workspace, name: Name) -> None:
    """Show an organisation, and who is on call."""
    out.facts(_line(opened, name))


@app.command(epilog="Example: `leftopen org remove 'Example Corps'`")
@verb()
def remove(out: Output, opened: Workspace, by: str, name: Name) -> None:
    """Remove an organisation."""
    from leftopen.service.organisations import organisations

    gone = organisations.remove(opened, name, by=by)
    out.done({"type": "removed", "name": gone.name}, f"organisation {gone.name} is removed")
