"""Who may be scanned: records of authorisation."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from leftopen.cli._options import AsJson, Data, Quiet, workspace
from leftopen.cli._output import Output
from leftopen.model.read_level import ReadLevel
from leftopen.model.scope import ScopeRecord

app = typer.Typer(
    no_args_is_help=True,
    help="Say who may be scanned, by whose authority and until when.",
    epilog="Example: `leftopen scope list`",
)

Targets = Annotated[list[str], typer.Argument(help="Ranges like 198.18.0.0/24, addresses or host names.")]


@app.command(
    epilog="Example: `leftopen scope add 198.18.0.0/24 --authorised-by 'A. Owner' --until 2027-01-31`"
)
def add(
    target: Targets,
    authorised_by: Annotated[str, typer.Option(help="Who said that it may be scanned.")],
    until: Annotated[str, typer.Option(help="The last day, YYYY-MM-DD.")],
    org: Annotated[str, typer.Option(help="The organisation that owns it.")] = "",
    contact: Annotated[str, typer.Option(help="Who is told, such as mailto:soc@example.org.")] = "",
    read: Annotated[ReadLevel, typer.Option(help="How deep a look may go.")] = ReadLevel.LISTING,
    anonymous: Annotated[
        bool, typer.Option("--anonymous", help="Allow a protocol's own anonymous identity.")
    ] = False,
    max_rate: Annotated[int, typer.Option(help="Largest packet rate (0: the default).")] = 0,
    dark: Annotated[bool, typer.Option("--dark", help="Nothing at all should answer here.")] = False,
    note: Annotated[str, typer.Option(help="Anything worth knowing.")] = "",
    data: Data = None,
    json: AsJson = False,
    quiet: Quiet = False,
) -> None:
    """Authorise targets."""
    from leftopen.scope import file
    from leftopen.service.scanning import scopes

    with workspace(data) as opened:
        now = opened.clock()
        records = [
            file.record(
                one,
                authorised_by=authorised_by,
                until=file.day(until),
                now=now,
                level=read,
                anonymous=anonymous,
                rate=max_rate,
                org=org,
                contact=contact,
                note=note,
                dark=dark,
            )
            for one in target
        ]
        scopes.add(opened, records)
    _show(records, Output(json=json, quiet=quiet))


@app.command("import", epilog="Example: `leftopen scope import ranges.csv`")
def import_(
    file: Annotated[Path, typer.Argument(help="CSV with target, authorised_by, until and more.")],
    data: Data = None,
    json: AsJson = False,
    quiet: Quiet = False,
) -> None:
    """Authorise every line of a CSV file, or none of them."""
    from leftopen.errors import BadScope
    from leftopen.scope.file import parse
    from leftopen.service.scanning import scopes

    try:
        text = file.read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError) as error:
        why = error.strerror if isinstance(error, OSError) else "it is not UTF-8 text"
        raise BadScope(f"{file} can't be read: {why}") from None
    with workspace(data) as opened:
        try:
            records = parse(text, opened.clock())
        except BadScope as error:
            raise BadScope(f"{file}, {error}") from None
        scopes.add(opened, records)
    _show(records, Output(json=json, quiet=quiet))


@app.command(epilog="Example: `leftopen scope deny 198.18.5.0/24`")
def deny(target: Targets, data: Data = None, json: AsJson = False, quiet: Quiet = False) -> None:
    """Never touch these, whatever else is authorised."""
    from leftopen.model.scope import Effect
    from leftopen.scope.file import record
    from leftopen.service.scanning import scopes

    with workspace(data) as opened:
        now = opened.clock()
        records = [record(one, authorised_by="", until=None, now=now, effect=Effect.DENY) for one in target]
        scopes.add(opened, records)
    _show(records, Output(json=json, quiet=quiet))


@app.command("list", epilog="Example: `leftopen scope list --json`")
def list_(data: Data = None, json: AsJson = False, quiet: Quiet = False) -> None:
    """Show all records."""
    with workspace(data) as opened:
        records = opened.store.records.scopes.list()
    out = Output(json=json, quiet=quiet)
    _show(records, out)
    if not records:
        out.say("no records: only this machine's own addresses (127.0.0.0/8, ::1) may be scanned")


@app.command(epilog="Example: `leftopen scope remove 3fa9`")
def remove(
    id: Annotated[str, typer.Argument(help="The record's id, or enough of it.")],
    data: Data = None,
    json: AsJson = False,
    quiet: Quiet = False,
) -> None:
    """Take a record back; a running scan obeys within a second."""
    from leftopen.service.scanning import scopes

    with workspace(data) as opened:
        removed = scopes.remove(opened, id)
    out = Output(json=json, quiet=quiet)
    _show([removed], out)
    out.say("removed")


@app.command(epilog="Example: `leftopen scope check 192.0.2.1`")
def check(
    address: Annotated[str, typer.Argument(help="One address, in any spelling.")],
    data: Data = None,
    json: AsJson = False,
    quiet: Quiet = False,
) -> None:
    """Say whether an address may be touched, and which clause decides."""
    from leftopen.errors import BadAddress
    from leftopen.model.address import Address
    from leftopen.scope.decide import Scope

    try:
        parsed = Address.parse(address)
    except ValueError:
        raise BadAddress(f"{address!r} is no address") from None
    with workspace(data) as opened:
        permit = Scope(records=opened.store.records.scopes.list()).permit(parsed, opened.clock())
    out = Output(json=json, quiet=quiet)
    if json:
        word: str | None = permit.level.value if permit.allowed else None
        out.line(
            {
                "type": "permit",
                "address": str(parsed),
                "allowed": permit.allowed,
                "clause": permit.clause,
                "read": word,
            }
        )
    else:
        out.text(f"{'allowed' if permit.allowed else 'refused'}: {permit.clause}")
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
            record.target,
            record.authorised_by,
            f"{record.until:%Y-%m-%d %H:%M}" if record.until else "",
            record.level if record.effect == "allow" else "",
        )
        for record in records
    ]
    if rows:
        out.table(("id", "", "target", "authorised by", "until (UTC)", "reads"), rows)
