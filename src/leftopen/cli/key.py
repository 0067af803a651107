"""Who may ask the web interface: its API keys."""

from __future__ import annotations

from typing import Annotated

import typer

from leftopen.cli._options import AsJson, Data, Quiet, workspace
from leftopen.cli._output import Output

app = typer.Typer(
    no_args_is_help=True,
    help="Make, list and remove the keys that `leftopen serve` asks for.",
    epilog="Example: `leftopen key add laptop`",
)


@app.command(epilog="Example: `leftopen key add laptop --until 2027-01-31 --networks 192.0.2.0/24`")
def add(
    name: Annotated[str, typer.Argument(help="What it is for, such as laptop; each name once.")],
    scan: Annotated[bool, typer.Option("--scan", help="It may start scans and change alerts, too.")] = False,
    until: Annotated[str, typer.Option(help="Its last day, YYYY-MM-DD (without one: until removed).")] = "",
    owner: Annotated[
        str, typer.Option(help="The account whose key it is: it sees and may no more than that.")
    ] = "",
    networks: Annotated[
        str | None,
        typer.Option(
            help="All that it sees: CIDR,CIDR (without this: all that its owner sees).", show_default=False
        ),
    ] = None,
    data: Data = None,
    json: AsJson = False,
    quiet: Quiet = False,
) -> None:
    """Make a key. It is shown this once; only a digest of it is kept."""
    from leftopen.model.api_key import Right
    from leftopen.scope.file import day
    from leftopen.service.identity import api_keys

    words = [] if networks is None else networks.replace(",", " ").split()
    if networks is not None and not words:
        raise typer.BadParameter("name at least one network, or leave it out", param_hint="--networks")
    last = day(until) if until else None
    with workspace(data) as opened:
        user = api_keys.owner_named(opened, owner) if owner else None
        right = Right.SCAN if scan else Right.READ
        key, token = api_keys.add(opened, name, right, last, owner=user, networks=words)
        known = api_keys.owners(opened)
    out = Output(json=json, quiet=quiet)
    if json:
        out.line(api_keys.line(key, known) | {"key": token})
        return
    out.text(token)
    out.say("keep it now: it can't be shown again (use it with: shodan init KEY, see docs/api.md)")


@app.command("list", epilog="Example: `leftopen key list`")
def list_(data: Data = None, json: AsJson = False, quiet: Quiet = False) -> None:
    """Show all keys by name; never the keys themselves."""
    from leftopen.service.identity import api_keys

    with workspace(data) as opened:
        keys, known = opened.store.records.api_keys.list(), api_keys.owners(opened)
    out = Output(json=json, quiet=quiet)
    if json:
        for key in keys:
            out.line(api_keys.line(key, known))
        return
    if not keys:
        out.say("no keys: make one with leftopen key add NAME")
        return
    rows = [
        (key.name, key.right, known.get(key.owner, key.owner), api_keys.sees(key), f"{key.made:%Y-%m-%d}",
         api_keys.last_day(key.until) if key.until else "")
        for key in keys
    ]  # fmt: skip
    out.table(("name", "may", "owner", "sees", "made", "until (UTC)"), rows)


@app.command(epilog="Example: `leftopen key remove laptop`")
def remove(
    name: Annotated[str, typer.Argument(help="The key's name.")],
    data: Data = None,
    json: AsJson = False,
    quiet: Quiet = False,
) -> None:
    """Take a key back; a running server obeys within two seconds."""
    from leftopen.service.identity import api_keys

    with workspace(data) as opened:
        key, known = api_keys.remove(opened, name), api_keys.owners(opened)
    out = Output(json=json, quiet=quiet)
    if json:
        out.line(api_keys.line(key, known))
    out.say("removed")
