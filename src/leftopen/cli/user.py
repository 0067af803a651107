"""The user accounts of the console, managed on the server itself, even when no user can sign in."""

from __future__ import annotations

from typing import Annotated

import typer

from leftopen.cli._options import AsJson, Data, Quiet, workspace
from leftopen.cli._output import Output
from leftopen.model.facts import Json

OLD_NAME = "person"
PANEL = "Administer"
app = typer.Typer(
    no_args_is_help=True,
    help="List the users of the console, and reset a user's sign-in.",
    epilog="Example: `leftopen user list`",
)


@app.command("list", epilog="Example: `leftopen user list`")
def list_(data: Data = None, json: AsJson = False, quiet: Quiet = False) -> None:
    """List users."""
    with workspace(data, reading=True) as opened:
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
        out.say("no users yet; leftopen serve prints the link to create the first one")
        return
    rows = [
        (user.name, user.role, ", ".join(user.networks) or "all",
         _yes(user.second or user.id in keyed), "disabled" if user.disabled else "")
        for user in users
    ]  # fmt: skip
    out.table(("name", "role", "networks", "second factor", ""), rows)


@app.command(epilog="Example: `leftopen user reset maria`")
def reset(
    name: Annotated[str, typer.Argument(help="Name of the user.")],
    data: Data = None,
    json: AsJson = False,
    quiet: Quiet = False,
) -> None:
    """Remove a user's password, second factor and passkeys, and print a link to set a new password.

    The link works once, for three days. All sessions of the user end.
    """
    from leftopen.errors import NotFound
    from leftopen.service.identity import accounts
    from leftopen.service.os_user import os_user

    with workspace(data) as opened:
        user = opened.store.records.users.named(name)
        if user is None:
            raise NotFound(f"no user is named {name[:64]!r} (see leftopen user list)")
        _, token = accounts.reset(opened, user.id, by=os_user())
    out = Output(json=json, quiet=quiet)
    if json:
        out.line({"type": "link", "name": name, "path": f"/join/{token}"})
        return
    out.text(f"/join/{token}")
    out.say("open this page of the console (example: http://127.0.0.1:8322/join/…)")


def _yes(said: object) -> str:
    return "yes" if said else "no"
