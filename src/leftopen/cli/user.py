"""The user accounts of the console, managed on the server itself, even when no user can sign in."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

import typer

from leftopen.cli._options import AsJson, Data, Quiet, workspace
from leftopen.cli._output import Output
from leftopen.model.facts import Json

if TYPE_CHECKING:
    from leftopen.model.permission import Role as Roles
    from leftopen.model.user import User

OLD_NAME = "person"
PANEL = "Administer"
app = typer.Typer(
    no_args_is_help=True,
    help="Create, list, change and remove the users of the console.",
    epilog="Example: `leftopen user list`",
)

ROLES = "viewer, analyst, case_manager, scanner_admin, auditor or admin."
Name = Annotated[str, typer.Argument(help="Name of the user.")]
Role = Annotated[str, typer.Option("--role", help=ROLES)]
Networks = Annotated[
    str | None,
    typer.Option(help="Networks that the user can see: CIDR,CIDR or all (default: all).", show_default=False),
]


@app.command("list", epilog="Example: `leftopen user list`")
def list_(data: Data = None, json: AsJson = False, quiet: Quiet = False) -> None:
    """List users."""
    from leftopen.store.records.entities.identity.passkeys import Passkeys
    from leftopen.store.records.entities.identity.users import Users

    with workspace(data, reading=True) as opened:
        users = Users(opened.store.records).list()
        keyed = Passkeys(opened.store.records).owners()
    out = Output(json=json, quiet=quiet)
    if json:
        for user in users:
            out.line(_line(user) | {"second_factor": bool(user.second) or user.id in keyed})
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


@app.command(epilog="Example: `leftopen user add maria --role analyst --networks 192.0.2.0/24`")
def add(
    name: Name,
    role: Role = "viewer",
    networks: Networks = None,
    data: Data = None,
    json: AsJson = False,
    quiet: Quiet = False,
) -> None:
    """Create a user, and print a link with which they choose a password.

    The link works once, for three days.
    """
    from leftopen.service.identity import accounts
    from leftopen.service.os_user import os_user

    wanted, seen = _role(role), _networks(networks) or []
    with workspace(data) as opened:
        user, token = accounts.invite(opened, name, wanted, seen, by=os_user())
    _tell_link(Output(json=json, quiet=quiet), user.name, token)


@app.command(epilog="Example: `leftopen user reset maria`")
def reset(name: Name, data: Data = None, json: AsJson = False, quiet: Quiet = False) -> None:
    """Remove a user's password, second factor and passkeys, and print a link to set a new password.

    The link works once, for three days. All sessions of the user end.
    """
    from leftopen.service.identity import accounts
    from leftopen.service.os_user import os_user

    with workspace(data) as opened:
        _, token = accounts.reset(opened, accounts.named(opened, name).id, by=os_user())
    _tell_link(Output(json=json, quiet=quiet), name, token)


@app.command(epilog="Example: `leftopen user role maria admin`")
def role(
    name: Name,
    role: Annotated[str, typer.Argument(help=ROLES)],
    networks: Networks = None,
    data: Data = None,
    json: AsJson = False,
    quiet: Quiet = False,
) -> None:
    """Give a user another role, and with --networks other networks to see."""
    _change(name, data, Output(json=json, quiet=quiet), role=_role(role), networks=_networks(networks))


@app.command(epilog="Example: `leftopen user disable maria`")
def disable(name: Name, data: Data = None, json: AsJson = False, quiet: Quiet = False) -> None:
    """Lock a user out: all sessions end, and the user's API keys stop working."""
    _change(name, data, Output(json=json, quiet=quiet), disabled=True)


@app.command(epilog="Example: `leftopen user enable maria`")
def enable(name: Name, data: Data = None, json: AsJson = False, quiet: Quiet = False) -> None:
    """Let a user who was locked out sign in again."""
    _change(name, data, Output(json=json, quiet=quiet), disabled=False)


@app.command(epilog="Example: `leftopen user remove maria`")
def remove(name: Name, data: Data = None, json: AsJson = False, quiet: Quiet = False) -> None:
    """Delete a user with their sessions, passkeys, saved searches and API keys. The audit log stays."""
    from leftopen.service.identity import accounts
    from leftopen.service.os_user import os_user

    with workspace(data) as opened:
        user = accounts.remove(opened, accounts.named(opened, name).id, by=os_user())
    _tell(Output(json=json, quiet=quiet), user, "removed")


def _change(
    name: str,
    data: Data,
    out: Output,
    *,
    role: Roles | None = None,
    networks: list[str] | None = None,
    disabled: bool | None = None,
) -> None:
    """What is None stays."""
    from leftopen.service.identity import accounts
    from leftopen.service.os_user import os_user

    with workspace(data) as opened:
        old = accounts.named(opened, name)
        user = accounts.change(
            opened,
            old.id,
            role or old.role,
            old.networks if networks is None else networks,
            old.disabled if disabled is None else disabled,
            by=os_user(),
        )
    _tell(out, user, f"{user.role.value}{', disabled' if user.disabled else ''}")


def _role(text: str) -> Roles:
    """Raises BadParameter."""
    from leftopen.model.permission import Role

    if text not in list(Role):
        raise typer.BadParameter(f"{text[:64]!r} is not a role; use {', '.join(Role)}")
    return Role(text)


def _networks(text: str | None) -> list[str] | None:
    """`all` is no restriction. Raises BadParameter."""
    if text is None:
        return None
    words = text.replace(",", " ").split()
    if not words:
        raise typer.BadParameter("name at least one network, or all", param_hint="--networks")
    return [] if words == ["all"] else words


def _tell(out: Output, user: User, said: str) -> None:
    if out.json:
        out.line(_line(user))
    else:
        out.text(f"{user.name}: {said}")


def _tell_link(out: Output, name: str, token: str) -> None:
    if out.json:
        out.line({"type": "link", "name": name, "path": f"/join/{token}"})
        return
    out.text(f"/join/{token}")
    out.say("open this page of the console (example: http://127.0.0.1:8322/join/…)")


def _line(user: User) -> dict[str, Json]:
    return {
        "type": "user", "id": user.id, "name": user.name, "role": user.role.value,
        "networks": [*user.networks], "disabled": user.disabled,
    }  # fmt: skip


def _yes(said: object) -> str:
    return "yes" if said else "no"
