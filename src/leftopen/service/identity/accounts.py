"""Accounts of the console: made, invited, changed, taken away. Every change is in the audit."""

from __future__ import annotations

import re
import secrets
from collections.abc import Sequence
from dataclasses import replace
from datetime import timedelta

from leftopen.errors import BadAddress, BadRequest, NotAllowed, NotFound
from leftopen.model.permission import Role
from leftopen.model.user import LinkPurpose, OneTimeLink, User
from leftopen.scope import canonical
from leftopen.service.identity import passwords
from leftopen.service.identity.sessions import digest
from leftopen.service.workspace import Workspace

SET_UP_FOR = timedelta(minutes=15)
JOIN_FOR = timedelta(days=3)
MOST_NETWORKS = 100
MOST_USERS = 1000
GONE = "this link is invalid: it was used, has expired, or never existed"
CHANGED = "the account was changed meanwhile: sign in and try again"
_NAME = re.compile(r"[A-Za-z0-9][A-Za-z0-9._@+-]{1,63}")


def has_no_users(workspace: Workspace) -> bool:
    return not workspace.store.records.users.list()


def create_setup_link(workspace: Workspace) -> str:
    """The token of a link that makes the first account; an earlier one is void. Raises NotAllowed when there
    is an account."""
    if not has_no_users(workspace):
        raise NotAllowed("there is an account already: an admin makes the others")
    return _link(workspace, LinkPurpose.SET_UP, "", SET_UP_FOR)


def get_link(workspace: Workspace, token: str) -> OneTimeLink:
    """Raises NotFound for one that was used, is over, or never was."""
    return link_of(workspace, digest(token))


def link_of(workspace: Workspace, id: str) -> OneTimeLink:
    """As `the_link`, by what is kept of it."""
    link = workspace.store.records.links.find(id)
    if link is None or workspace.clock() >= link.until:
        raise NotFound(GONE)
    return link


def set_up(workspace: Workspace, token: str, name: str, password: str) -> User:
    """The first account, an admin's. Raises NotFound for the link, BadRequest for the name or password."""
    link = get_link(workspace, token)
    if link.purpose is not LinkPurpose.SET_UP:
        raise NotFound(GONE)
    user = replace(_new(workspace, name, Role.ADMIN, ()), password=passwords.hashed(password, name))
    if not workspace.store.records.links.use(link.id) or not workspace.store.records.users.add(
        user, first=True
    ):
        raise NotFound(GONE)
    _audit(workspace, user.name, "account set up", user.name, user.role.value)
    return user


def join(workspace: Workspace, token: str, password: str) -> User:
    """The password of somebody who was invited. Raises NotFound for the link, BadRequest for the password."""
    link = get_link(workspace, token)
    user = workspace.store.records.users.get(link.user)
    kept = passwords.hashed(password, user.name)
    if link.purpose is not LinkPurpose.JOIN or not workspace.store.records.links.use(link.id):
        raise NotFound(GONE)
    joined = workspace.store.records.users.change(user.id, lambda old: replace(old, password=kept))
    _audit(workspace, user.name, "account joined", user.name, user.role.value)
    return joined


def invite(
    workspace: Workspace, name: str, role: Role, networks: Sequence[str], *, by: str
) -> tuple[User, str]:
    """A new account, and the token of the link with which its person chooses a password. Raises
    BadRequest."""
    user = _new(workspace, name, role, canonical_networks(networks))
    if not workspace.store.records.users.add(user, most=MOST_USERS):
        taken = workspace.store.records.users.named(name) is not None
        raise BadRequest(
            f"there is an account {name!r} already" if taken else f"there are {MOST_USERS} accounts already"
        )
    _audit(workspace, by, "account add", user.name, _said(user))
    return user, _link(workspace, LinkPurpose.JOIN, user.id, JOIN_FOR)


def reset(workspace: Workspace, id: str, *, by: str) -> tuple[User, str]:
    """Takes away password, second factor, passkeys and what the issuer knows the person as, ends every
    sitting, and gives a link as `invite` does. Raises NotFound."""
    records = workspace.store.records
    user = records.users.change(id, lambda old: replace(old, password="", second="", last_step=0, subject=""))
    records.passkeys.remove_all(user.id)
    records.sessions.end_all(user.id)
    _audit(workspace, by, "account reset", user.name, user.id)
    return user, _link(workspace, LinkPurpose.JOIN, user.id, JOIN_FOR)


def still(now: User, known: User) -> User:
    """`now`, where what lets that person in is what it was when they were `known`: what they began before
    they were reset or locked out does not count after it. Raises BadRequest."""
    if now.disabled or _way_in(now) != _way_in(known):
        raise BadRequest(CHANGED)
    return now


def _way_in(user: User) -> tuple[str, str, str]:
    return user.password, user.second, user.subject


def change(
    workspace: Workspace, id: str, role: Role, networks: Sequence[str], disabled: bool, *, by: str
) -> User:
    """Raises NotFound, BadRequest, and NotAllowed when no admin would be left."""
    records, seen = workspace.store.records, canonical_networks(networks)
    stays = role is Role.ADMIN and not disabled and not seen
    user = records.users.change(
        id,
        lambda old: replace(old, role=role, networks=seen, disabled=disabled),
        lambda others: _check_not_last(others, stays=stays),
    )
    if disabled:
        records.sessions.end_all(user.id)
    _audit(workspace, by, "account change", user.name, _said(user))
    return user


def remove(workspace: Workspace, id: str, *, by: str) -> User:
    """Raises NotFound, and NotAllowed when no admin would be left."""
    user = workspace.store.records.users.remove(id, lambda others: _check_not_last(others, stays=False))
    _audit(workspace, by, "account remove", user.name, user.id)
    return user


def _check_not_last(others: Sequence[User], *, stays: bool) -> None:
    if not stays and not any(_is_admin(user) for user in others):
        raise NotAllowed("this is the last admin who can sign in: make another one first")


def _is_admin(user: User) -> bool:
    return (
        user.role is Role.ADMIN
        and not user.disabled
        and not user.networks
        and bool(user.password or user.subject)
    )


def _new(workspace: Workspace, name: str, role: Role, networks: tuple[str, ...]) -> User:
    if not _NAME.fullmatch(name):
        raise BadRequest(
            "a name has 2 to 64 letters, digits and . _ @ + -, and begins with a letter or digit"
        )
    return User(id=secrets.token_hex(8), name=name, role=role, made=workspace.clock(), networks=networks)


def canonical_networks(words: Sequence[str]) -> tuple[str, ...]:
    """Each once. Raises BadRequest."""
    if len(words) > MOST_NETWORKS:
        raise BadRequest(f"at most {MOST_NETWORKS} networks")
    try:
        return tuple(dict.fromkeys(str(canonical.network(word)) for word in words))
    except BadAddress as error:
        raise BadRequest(str(error)) from None


def _link(workspace: Workspace, purpose: LinkPurpose, user: str, lasts: timedelta) -> str:
    token, now = secrets.token_urlsafe(32), workspace.clock()
    link = OneTimeLink(id=digest(token), purpose=purpose, made=now, until=now + lasts, user=user)
    workspace.store.records.links.put(link)
    return token


def _said(user: User) -> str:
    seen = ", ".join(user.networks) or "everything"
    return f"{user.role.value}, sees {seen}{', disabled' if user.disabled else ''}"[:500]


def _audit(workspace: Workspace, by: str, what: str, subject: str, clause: str) -> None:
    workspace.store.records.audit.add(workspace.clock(), by, what, subject, clause)
