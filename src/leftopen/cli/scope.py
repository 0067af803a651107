"""Manage scope records: authorisations to scan."""

from __future__ import annotations

import functools
from pathlib import Path
from typing import Annotated

import typer

from leftopen.cli._next_steps import after_scope, say_next
from leftopen.cli._options import AsJson, Data, Quiet, workspace
from leftopen.cli._output import Output
from leftopen.cli._scope_options import (
    Anonymous,
    AuthorisedBy,
    Contact,
    Dark,
    MaxRate,
    Note,
    Notify,
    OneMachine,
    Org,
    Read,
    Targets,
    Until,
)  # fmt: skip
from leftopen.model.read_level import ReadLevel
from leftopen.model.scope import NotifyPolicy, ScopeRecord

PANEL = "Find"
app = typer.Typer(
    no_args_is_help=True,
    help="Manage the scope: which targets you may scan, who authorised it, and until when.",
    epilog="Example: `leftopen scope list`",
)


@app.command(
    epilog="Example: `leftopen scope add 198.18.0.0/24 --authorised-by 'A. Owner' --until 2027-01-31`; "
    "for this machine `leftopen scope add 127.0.0.0/8 --read sample --until 2027-01-31`"
)
def add(
    target: Targets,
    until: Until,
    authorised_by: AuthorisedBy = None,
    org: Org = "",
    contact: Contact = "",
    read: Read = ReadLevel.LISTING,
    anonymous: Anonymous = False,
    max_rate: MaxRate = 0,
    dark: Dark = False,
    one_machine: OneMachine = False,
    note: Note = "",
    notify: Notify = NotifyPolicy.NO,
    data: Data = None,
    json: AsJson = False,
    quiet: Quiet = False,
) -> None:
    """Authorise scans of targets."""
    from leftopen.scope import file
    from leftopen.service.scanning import scopes

    by = _you(target) if authorised_by is None else authorised_by
    with workspace(data) as opened:
        now = opened.clock()
        allowed = functools.partial(
            file.record, authorised_by=by, until=file.day(until), now=now, level=read, anonymous=anonymous,
            rate=max_rate, org=org, contact=contact, note=note, dark=dark, one_machine=one_machine,
            notify=notify,
        )  # fmt: skip
        records = [allowed(one) for one in target]
        scopes.add(opened, records)
    out = Output(json=json, quiet=quiet)
    _show(records, out)
    say_next(out, after_scope(records))


def _you(target: list[str]) -> str:
    """Raises BadParameter for a target that is not this machine."""
    from leftopen.errors import BadScope
    from leftopen.net.own_addresses import own_addresses
    from leftopen.present.printable import printable
    from leftopen.service.os_user import os_user
    from leftopen.service.scanning.own_machine import own_authoriser

    try:
        return own_authoriser(target, own_addresses(), os_user())
    except BadScope as error:
        raise typer.BadParameter(printable(str(error)), param_hint="--authorised-by") from None


@app.command("import", epilog="Example: `leftopen scope import ranges.csv`")
def import_(
    file: Annotated[
        Path,
        typer.Argument(help="CSV file with the columns target, authorised_by and until, and optional ones."),
    ],
    data: Data = None,
    json: AsJson = False,
    quiet: Quiet = False,
) -> None:
    """Import authorisations from a CSV file. If a line is invalid, nothing is imported."""
    from leftopen.errors import BadScope
    from leftopen.scope.file import parse
    from leftopen.service.scanning import scopes

    try:
        text = file.read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError) as error:
        why = error.strerror if isinstance(error, OSError) else "not valid UTF-8"
        raise BadScope(f"cannot read {file}: {why}") from None
    with workspace(data) as opened:
        try:
            records = parse(text, opened.clock())
        except BadScope as error:
            raise BadScope(f"{file}, {error}") from None
        scopes.add(opened, records)
    out = Output(json=json, quiet=quiet)
    _show(records, out)
    say_next(out, after_scope(records))


@app.command(epilog="Example: `leftopen scope deny 198.18.5.0/24`")
def deny(target: Targets, data: Data = None, json: AsJson = False, quiet: Quiet = False) -> None:
    """Exclude targets from all scans, even if another record allows them."""
    from leftopen.model.scope import Effect
    from leftopen.scope.file import record
    from leftopen.service.scanning import scopes

    with workspace(data) as opened:
        now = opened.clock()
        records = [record(one, authorised_by="", until=None, now=now, effect=Effect.DENY) for one in target]
        scopes.add(opened, records)
    out = Output(json=json, quiet=quiet)
    _show(records, out)
    say_next(out, "leftopen scope list")


@app.command("list", epilog="Example: `leftopen scope list --json`")
def list_(data: Data = None, json: AsJson = False, quiet: Quiet = False) -> None:
    """List scope records."""
    from leftopen.store.records.entities.scopes import Scopes

    with workspace(data, reading=True) as opened:
        records = Scopes(opened.store.records).list()
    out = Output(json=json, quiet=quiet)
    _show(records, out)
    if not records:
        out.say("no scope records: you can scan only this machine's own addresses (127.0.0.0/8, ::1)")


@app.command(epilog="Example: `leftopen scope remove 3fa9`")
def remove(
    id: Annotated[str, typer.Argument(help="Record ID, or a unique prefix of it.")],
    data: Data = None,
    json: AsJson = False,
    quiet: Quiet = False,
) -> None:
    """Remove a scope record. A running scan applies the change within a second."""
    from leftopen.service.scanning import scopes

    with workspace(data) as opened:
        removed = scopes.remove(opened, id)
    out = Output(json=json, quiet=quiet)
    _show([removed], out)
    out.say("removed")


@app.command(epilog="Example: `leftopen scope check 192.0.2.1`")
def check(
    address: Annotated[str, typer.Argument(help="One IP address, in any notation.")],
    data: Data = None,
    json: AsJson = False,
    quiet: Quiet = False,
) -> None:
    """Show whether you may scan an address, and which scope record decides."""
    from leftopen.errors import BadAddress
    from leftopen.model.address import Address
    from leftopen.scope.decide import Scope
    from leftopen.store.records.entities.scopes import Scopes

    try:
        parsed = Address.parse(address)
    except ValueError:
        raise BadAddress(f"{address!r} is not a valid IP address") from None
    with workspace(data) as opened:
        permit = Scope(records=Scopes(opened.store.records).list()).permit(parsed, opened.clock())
    out = Output(json=json, quiet=quiet)
    if json:
        word: str | None = permit.level.value if permit.allowed else None
        anonymous = permit.anonymous if permit.allowed else None
        out.line(
            {
                "type": "permit",
                "address": str(parsed),
                "allowed": permit.allowed,
                "clause": permit.clause,
                "read": word,
                "anonymous": anonymous,
            }
        )
    else:
        out.text(f"{'allowed' if permit.allowed else 'refused'}: {permit.clause}")
        if permit.allowed:
            out.text(f"read level: {permit.level}; anonymous access: {'yes' if permit.anonymous else 'no'}")
    raise typer.Exit(0 if permit.allowed else 1)


def _show(records: list[ScopeRecord], out: Output) -> None:
    if out.json:
        from leftopen.service.scanning.scopes import line

        for record in records:
            out.line(line(record))
        return
    rows = [
        (
            record.id[:8],
            record.effect,
            f"{record.target}, port {record.port}" if record.port else record.target,
            record.authorised_by,
            f"{record.until:%Y-%m-%d %H:%M}" if record.until else "",
            record.level if record.effect == "allow" else "",
            ("yes" if record.anonymous else "no") if record.effect == "allow" else "",
        )
        for record in records
    ]
    if rows:
        out.table(("id", "", "target", "authorised by", "until (UTC)", "read level", "anonymous"), rows)
