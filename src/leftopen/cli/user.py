"""The user accounts of the console, managed on the server itself, even when no user can sign in."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from leftopen.cli._output import Output
from leftopen.cli._verb import Workspace, verb, word_of, workspace
from leftopen.model.facts import Json
from leftopen.model.permission import Role
from leftopen.model.user import User

PANEL = "Administer"
app = typer.Typer(
    no_args_is_help=True,
    help="Create, list, change and remove the users of the console.",
    epilog="Example: `leftopen user list`",
)

ROLES = "viewer, analyst, case_manager, scanner_admin, auditor or admin."
Name = Annotated[str, typer.Argument(help="Name of the user.")]
Networks = Annotated[
    str | None,
    typer.Option(help="Networks that the user can see: CIDR,CIDR or all (default: all).", show_default=False),
]


@app.command("list", epilog="Example: `leftopen user list`")
@verb(listing=True, reading=True)
def list_(out: Output, opened: Workspace) -> None:
    """List users."""
    from leftopen.store.records.entities.identity.passkeys import Passkeys
    from leftopen.store.records.entities.identity.users import Users

    users = Users(opened.store.records).list()
    with_passkey = Passkeys(opened.store.records).owners()
    second = {user.id: bool(user.second) or user.id in with_passkey for user in users}
    lines = (_line(user) | {"second_factor": second[user.id]} for user in users)
    rows = (
        (
            *(user.name, user.role, ", ".join(user.networks) or "all"),
            *("yes" if second[user.id] else "no", "disabled" if user.disabled else ""),
        )
        for user in users
    )
    none = "no users yet; leftopen serve prints the link to create the first one"
    out.rows(lines, ("name", "role", "networks", "second factor", ""), rows, none)


@app.command(epilog="Example: `leftopen user add maria --role analyst --networks 192.0.2.0/24`")
@verb()
def add(
    out: Output,
    data: Path | None,
    by: str,
    name: Name,
    role: Annotated[str, typer.Option("--role", help=ROLES)] = "viewer",
    networks: Networks = None,
) -> None:
    """Create a user, and print a link with which they choose a password.

    The link works once, for three days.
    """
    from leftopen.service.identity import accounts

    wanted, seen = word_of(Role, role, "--role"), _networks(networks) or []
    with workspace(data) as opened:
        user, token = accounts.invite(opened, name, wanted, seen, by=by)
    _show_link(out, user.name, token)


@app.command(epilog="Example: `leftopen user reset maria`")
@verb()
def reset(out: Output, opened: Workspace, by: str, name: Name) -> None:
    """Remove a user's password, second factor and passkeys, and print a link to set a new password.

    The link works once, for three days. All sessions of the user end.
    """
    from leftopen.service.identity import accounts

    _, token = accounts.reset(opened, accounts.named(opened, name).id, by=by)
    _show_link(out, name, token)


@app.command(epilog="Example: `leftopen user role maria admin`")
@verb()
def role(
    out: Output,
    data: Path | None,
    by: str,
    name: Name,
    role: Annotated[str, typer.Argument(help=ROLES)],
    networks: Networks = None,
) -> None:
    """Give a user another role, and with --networks other networks to see."""
    wanted, seen = word_of(Role, role, "ROLE"), _networks(networks)
    with workspace(data) as opened:
        _change(out, opened, by, name, role=wanted, networks=seen)


@app.command(epilog="Example: `leftopen user disable maria`")
@verb()
def disable(out: Output, opened: Workspace, by: str, name: Name) -> None:
    """Lock a user out: all sessions end, and the user's API keys stop working."""
    _change(out, opened, by, name, disabled=True)


@app.command(epilog="Example: `leftopen user enable maria`")
@verb()
def enable(out: Output, opened: Workspace, by: str, name: Name) -> None:
    """Let a user who was locked out sign in again."""
    _change(out, opened, by, name, disabled=False)


@app.command(epilog="Example: `leftopen user remove maria`")
@verb()
def remove(out: Output, opened: Workspace, by: str, name: Name) -> None:
    """Delete a user with their sessions, passkeys, saved searches and API keys. The audit log stays."""
    from leftopen.service.identity import accounts

    user = accounts.remove(opened, accounts.named(opened, name).id, by=by)
    out.show(_line(user), f"{user.name}: removed")


def _change(
    out: Output,
    opened: Workspace,
    by: str,
    name: str,
    *,
    role: Role | None = None,
    networks: list[str] | None = None,
    disabled: bool | None = None,
) -> None:
    """What is None stays."""
    from leftopen.service.identity import accounts

    old = accounts.named(opened, name)
    seen = old.networks if networks is None else networks
    locked = old.disabled if disabled is None else disabled
    user = accounts.change(opened, old.id, role or old.role, seen, locked, by=by)
    out.show(_line(user), f"{user.name}: {user.role.value}{', disabled' if user.disabled else ''}")


def _networks(text: str | None) -> list[str] | None:
    """`all` is no restriction. Raises BadParameter."""
    if text is None:
        return None
    words = text.replace(",", " ").split()
    if not words:
        raise typer.BadParameter("name at least one network, or all", param_hint="--networks")
    return [] if words == ["all"] else words


def _show_link(out: Output, name: str, token: str) -> None:
    out.show({"type": "link", "name": name, "path": f"/join/{token}"}, f"/join/{token}")
    out.hint("open this page of the console (example: http://127.0.0.1:8322/join/…)")


def _line(user: User) -> dict[str, Json]:
    rights: dict[str, Json] = {
        "role": user.role.value,
        "networks": [*user.networks],
        "disabled": user.disabled,
    }
    return {"type": "user", "id": user.id, "name": user.name, **rights}
