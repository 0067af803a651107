"""Manage API keys of the web interface."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from leftopen.cli._output import Output
from leftopen.cli._verb import Workspace, verb, workspace
from leftopen.model.api_key import Right
from leftopen.present.humanize import last_day
from leftopen.scope.file import day

PANEL = "Administer"
METRICS_USE = "Authorization: Bearer KEY for /metrics and /healthz/work; see docs/start/deploy.md"
app = typer.Typer(
    no_args_is_help=True,
    help="Create, list and remove API keys for `leftopen serve`.",
    epilog="Example: `leftopen key add laptop`",
)


@app.command(epilog="Example: `leftopen key add laptop --until 2027-01-31 --networks 192.0.2.0/24`")
@verb()
def add(
    out: Output,
    data: Path | None,
    name: Annotated[str, typer.Argument(help="Unique name of the key (example: laptop).")],
    scan: Annotated[bool, typer.Option("--scan", help="Allow starting scans and changing alerts.")] = False,
    metrics: Annotated[
        bool, typer.Option("--metrics", help="Allow reading /metrics and /healthz/work, and nothing else.")
    ] = False,
    until: Annotated[str, typer.Option(help="Last day, YYYY-MM-DD (default: no end).")] = "",
    owner: Annotated[
        str, typer.Option(help="User that owns the key; the key has no more rights than this user.")
    ] = "",
    networks: Annotated[
        str | None,
        typer.Option(
            help="Networks the key can see: CIDR,CIDR (default: all that its owner can see).",
            show_default=False,
        ),
    ] = None,
) -> None:
    """Create an API key. It is shown only once; only its digest is stored."""
    from leftopen.service.identity import api_keys

    words = [] if networks is None else networks.replace(",", " ").split()
    if networks is not None and not words:
        raise typer.BadParameter("name at least one network, or omit the option", param_hint="--networks")
    if scan and metrics:
        raise typer.BadParameter("they cannot be combined; create two keys", param_hint="--scan --metrics")
    last = day(until) if until else None
    with workspace(data) as opened:
        user = api_keys.owner_named(opened, owner) if owner else None
        right = Right.SCAN if scan else Right.METRICS if metrics else Right.READ
        key, token = api_keys.add(opened, name, right, last, owner=user, networks=words)
        known = api_keys.owners(opened)
    out.show(api_keys.line(key, known) | {"key": token}, token)
    use = METRICS_USE if metrics else "shodan init KEY; see docs/reference/api.md"
    out.hint(f"save this key now: it is not shown again (to use it: {use})")


@app.command("list", epilog="Example: `leftopen key list`")
@verb(listing=True, reading=True)
def list_(out: Output, opened: Workspace) -> None:
    """List API keys by name. The keys themselves are never shown."""
    from leftopen.service.identity import api_keys
    from leftopen.store.records.entities.identity.api_keys import ApiKeys

    keys, known = ApiKeys(opened.store.records).list(), api_keys.owners(opened)
    rows = (
        (
            *(key.name, key.right, known.get(key.owner, key.owner), api_keys.sees(key)),
            *(f"{key.made:%Y-%m-%d}", last_day(key.until) if key.until else ""),
        )
        for key in keys
    )
    titles = ("name", "rights", "owner", "networks", "created", "until (UTC)")
    lines = (api_keys.line(key, known) for key in keys)
    out.rows(lines, titles, rows, "no API keys; to create one: leftopen key add NAME")


@app.command(epilog="Example: `leftopen key remove laptop`")
@verb()
def remove(
    out: Output, opened: Workspace, name: Annotated[str, typer.Argument(help="Name of the key.")]
) -> None:
    """Remove an API key. A running server rejects it within two seconds."""
    from leftopen.service.identity import api_keys

    key = api_keys.remove(opened, name)
    out.done(api_keys.line(key, api_keys.owners(opened)), "removed")
