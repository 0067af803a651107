"""Who may sign in to the console: for whoever sits at the machine itself, also when nobody can sign in."""

from __future__ import annotations

from typing import Annotated

import typer

from leftopen.cli._options import AsJson, Data, Quiet, workspace
from leftopen.cli._output import Output
from leftopen.model.facts import Json

app = typer.Typer(
    no_args_is_help=True,
    help="List the accounts of the console, and let somebody in again.",
    epilog="Example: `leftopen person list`",
)


@app.command("list", epilog="Example: `leftopen person list`")
def list_(data: Data = None, json: AsJson = False, quiet: Quiet = False) -> None:
    """Show all accounts."""
    with workspace(data) as opened:
        users = opened.store.records.users.list()
        keyed = opened.store.records.passkeys.owners()
    out = Output(json=json, quiet=quiet)
    if json:
        for user in users:
            line: dict[str, Json] = {
                "type": "user",
                "id": user.id,
                "name": user.name,
                "role": user.role.value,
            }
            networks: list[Json] = [*user.networks]
            line |= {
                "networks": networks,
                "disabled": user.disabled,
                "second_factor": bool(user.second) or user.id in keyed,
            }
            out.line(line)
        return
    if not users:
        out.say("nobody has an account yet: leftopen serve prints the link that makes the first one")
        return
    rows = [
        (user.name, user.role, ", ".join(user.networks) or "everything",
         _yes(user.second or user.id in keyed), "locked out" if user.disabled else "")
        for user in users
    ]  # fmt: skip
    out.table(("name", "role", "sees", "second factor", ""), rows)


@app.command(epilog="Example: `leftopen person reset maria`")
def reset(
    name: Annotated[str, typer.Argument(help="Whose password, second factor and passkeys are taken away.")],
    data: Data = None,
    json: AsJson = False,
    quiet: Quiet = False,
) -> None:
    """Take away somebody's password, second factor and passkeys, and print where a new one is chosen.

    It works once, within three days; every browser of that person is signed out.
    """
    from leftopen.errors import NotFound
    from leftopen.service.identity import accounts
    from leftopen.service.os_user import os_user

    with workspace(data) as opened:
        user = opened.store.records.users.named(name)
        if user is None:
            raise NotFound(f"there is no account {name[:64]!r}")
        _, token = accounts.reset(opened, user.id, by=os_user())
    out = Output(json=json, quiet=quiet)
    if json:
        out.line({"type": "link", "name": name, "path": f"/join/{token}"})
        return
    out.text(f"/join/{token}")
    out.say("open this page on the console, such as http://127.0.0.1:8322/join/…")


def _yes(said: object) -> str:
    return "yes" if said else "no"
