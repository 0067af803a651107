"""Manage scope records: authorisations to scan."""

from __future__ import annotations

import functools
from collections.abc import Sequence
from pathlib import Path
from typing import Annotated

import typer

from leftopen.cli._next_steps import after_scope, say_next
from leftopen.cli._output import Line, Output
from leftopen.cli._verb import Workspace, verb, workspace, wrong_usage
from leftopen.errors import BadAddress, BadScope
from leftopen.model.address import Address
from leftopen.model.read_level import ReadLevel
from leftopen.model.scope import Effect, NotifyPolicy, ScopeRecord
from leftopen.scope import file as scope_file
from leftopen.scope.decide import Scope

PANEL = "Find"
app = typer.Typer(
    no_args_is_help=True,
    help="Manage the scope: which targets you may scan, who authorised it, and until when.",
    epilog="Example: `leftopen scope list`",
)
Targets = Annotated[
    list[str], typer.Argument(help="CIDR ranges (example: 198.18.0.0/24), IP addresses or host names.")
]
Until = Annotated[str, typer.Option(help="Last day, YYYY-MM-DD.")]
AuthorisedBy = Annotated[
    str | None,
    typer.Option(
        help="Person or organisation that authorised the scan (default for loopback and this machine's own "
        "addresses: you).",
        show_default=False,
    ),
]
Org = Annotated[str, typer.Option(help="Organisation that owns the targets.")]
Contact = Annotated[str, typer.Option(help="Recipient of notices (example: mailto:soc@example.org).")]
Read = Annotated[ReadLevel, typer.Option(help="How much checks may read.")]
Anonymous = Annotated[
    bool,
    typer.Option("--anonymous", help="Allow anonymous sign-in where the protocol has it (example: FTP)."),
]
MaxRate = Annotated[int, typer.Option(help="Maximum packets per second (0: default).")]
Dark = Annotated[bool, typer.Option("--dark", help="Expect no response from these targets.")]
OneMachine = Annotated[
    bool,
    typer.Option(
        "--one-machine",
        help="All addresses of a target belong to one machine: a port that is open on several addresses is "
        "one exposure.",
    ),
]
Note = Annotated[str, typer.Option(help="Free text.")]
Notify = Annotated[
    NotifyPolicy,
    typer.Option(
        help=(
            "Notify the owners of open services automatically: no, ask (each notice waits for "
            "approval) or auto."
        )
    ),
]


@app.command(
    epilog="Example: `leftopen scope add 198.18.0.0/24 --authorised-by 'A. Owner' --until 2027-01-31`; "
    "for this machine `leftopen scope add 127.0.0.0/8 --read sample --until 2027-01-31`"
)
@verb()
def add(
    out: Output,
    data: Path | None,
    by: str,
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
) -> None:
    """Authorise scans of targets."""
    from leftopen.service.exclusions import scopes

    authoriser = _own_authoriser(target, by) if authorised_by is None else authorised_by
    with workspace(data) as opened:
        allowed = functools.partial(
            scope_file.record,
            authorised_by=authoriser,
            until=scope_file.day(until),
            now=opened.clock(),
            level=read,
            anonymous=anonymous,
            rate=max_rate,
            org=org,
            contact=contact,
            note=note,
            dark=dark,
            one_machine=one_machine,
            notify=notify,
        )
        records = [allowed(one) for one in target]
        scopes.add(opened, records)
    _show(records, out)
    say_next(out, after_scope(records))


def _own_authoriser(target: list[str], user: str) -> str:
    """Raises BadParameter for a target that is not this machine."""
    from leftopen.net.own_addresses import own_addresses
    from leftopen.service.scanning.own_machine import own_authoriser

    with wrong_usage(BadScope, option="--authorised-by"):
        return own_authoriser(target, own_addresses(), user)


@app.command("import", epilog="Example: `leftopen scope import ranges.csv`")
@verb()
def import_(
    out: Output,
    data: Path | None,
    file: Annotated[
        Path,
        typer.Argument(help="CSV file with the columns target, authorised_by and until, and optional ones."),
    ],
) -> None:
    """Import authorisations from a CSV file. If a line is invalid, nothing is imported."""
    from leftopen.service.exclusions import scopes

    try:
        text = file.read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError) as error:
        why = error.strerror if isinstance(error, OSError) else "not valid UTF-8"
        raise BadScope(f"cannot read {file}: {why}") from None
    with workspace(data) as opened:
        try:
            records = scope_file.parse(text, opened.clock())
        except BadScope as error:
            raise BadScope(f"{file}, {error}") from None
        scopes.add(opened, records)
    _show(records, out)
    say_next(out, after_scope(records))


@app.command(epilog="Example: `leftopen scope deny 198.18.5.0/24`")
@verb()
def deny(out: Output, opened: Workspace, target: Targets) -> None:
    """Exclude targets from all scans, even if another record allows them."""
    from leftopen.service.exclusions import scopes

    denied = functools.partial(
        scope_file.record, authorised_by="", until=None, now=opened.clock(), effect=Effect.DENY
    )
    records = [denied(one) for one in target]
    scopes.add(opened, records)
    _show(records, out)
    say_next(out, "leftopen scope list")


@app.command("list", epilog="Example: `leftopen scope list --json`")
@verb(listing=True, reading=True)
def list_(out: Output, opened: Workspace) -> None:
    """List scope records."""
    from leftopen.store.records.entities.scopes import Scopes

    records = Scopes(opened.store.records).list()
    _show(records, out)
    if not records:
        out.say("no scope records: you can scan only this machine's own addresses (127.0.0.0/8, ::1)")


@app.command(epilog="Example: `leftopen scope remove 3fa9`")
@verb()
def remove(
    out: Output,
    opened: Workspace,
    id: Annotated[str, typer.Argument(help="Record ID, or a unique prefix of it.")],
) -> None:
    """Remove a scope record. A running scan applies the change within a second."""
    from leftopen.service.exclusions import scopes

    _show([scopes.remove(opened, id)], out)
    out.say("removed")


@app.command(epilog="Example: `leftopen scope check 192.0.2.1`")
@verb()
def check(
    out: Output,
    data: Path | None,
    address: Annotated[str, typer.Argument(help="One IP address, in any notation.")],
) -> None:
    """Show whether you may scan an address, and which scope record decides."""
    from leftopen.store.records.entities.scopes import Scopes

    try:
        parsed = Address.parse(address)
    except ValueError:
        raise BadAddress(f"{address!r} is not a valid IP address") from None
    with workspace(data) as opened:
        permit = Scope(records=Scopes(opened.store.records).list()).permit(parsed, opened.clock())
    if out.json:
        read = permit.level.value if permit.allowed else None
        anonymous = permit.anonymous if permit.allowed else None
        decided: Line = {
            "allowed": permit.allowed,
            "clause": permit.clause,
            "read": read,
            "anonymous": anonymous,
        }
        out.line({"type": "permit", "address": str(parsed), **decided})
    else:
        out.text(f"{'allowed' if permit.allowed else 'refused'}: {permit.clause}")
        if permit.allowed:
            out.text(f"read level: {permit.level}; anonymous access: {'yes' if permit.anonymous else 'no'}")
    raise typer.Exit(0 if permit.allowed else 1)


def _show(records: Sequence[ScopeRecord], out: Output) -> None:
    from leftopen.service.exclusions.scopes import line

    titles = ("id", "", "target", "authorised by", "until (UTC)", "read level", "anonymous")
    out.rows(map(line, records), titles, map(_row, records))


def _row(record: ScopeRecord) -> tuple[object, ...]:
    allows = record.effect == "allow"
    return (
        record.id[:8],
        record.effect,
        f"{record.target}, port {record.port}" if record.port else record.target,
        record.authorised_by,
        f"{record.until:%Y-%m-%d %H:%M}" if record.until else "",
        record.level if allows else "",
        ("yes" if record.anonymous else "no") if allows else "",
    )
