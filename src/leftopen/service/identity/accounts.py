"""Creates, invites, changes and removes accounts of the console. Every change is in the audit log."""

from __future__ import annotations

import ipaddress
import re
import secrets
from collections.abc import Sequence
from dataclasses import replace
from datetime import timedelta
from ipaddress import collapse_addresses

from leftopen.errors import BadAddress, BadRequest, NotAllowed, NotFound
from leftopen.model.permission import Role
from leftopen.model.user import LinkPurpose, OneTimeLink, User
from leftopen.scope import canonical
from leftopen.service.identity import passwords
from leftopen.service.identity.password_words import password_words
from leftopen.service.identity.sessions import digest
from leftopen.service.workspace import audit_log
from leftopen.service.workspace.workspace import Workspace
from leftopen.store.records.changes import Changes
from leftopen.store.records.entities.identity.one_time_links import OneTimeLinks, OneTimeLinkWriter
from leftopen.store.records.entities.identity.passkeys import PasskeyWriter
from leftopen.store.records.entities.identity.sessions import SessionWriter
from leftopen.store.records.entities.identity.users import Users, UserWriter

SET_UP_FOR = timedelta(minutes=15)
JOIN_FOR = timedelta(days=3)
MOST_NETWORKS = 100
MOST_USERS = 1000
WHOLE_4 = "0.0.0.0/0, whole or in parts, is every IPv4 network: choose everything (all networks) instead"
WHOLE_6 = "::/0, whole or in parts, is every IPv6 network: choose everything (all networks) instead"
GONE = "this link is invalid: it was used, has expired, or never existed"
CHANGED = "the account was changed meanwhile: sign in and try again"
RESERVED = ("leftopen", "root")
"""Who acts under these names has no account: the program itself, and the owner of the machine."""
_NAME = re.compile(r"[A-Za-z0-9][A-Za-z0-9._@+-]{1,63}")


def has_no_users(workspace: Workspace) -> bool:
    return not Users(workspace.store.records).any()


def create_setup_link(workspace: Workspace) -> str:
    """The token of the link that creates the first account; it voids an earlier link. Raises NotAllowed when
    an account exists."""
    if not has_no_users(workspace):
        raise NotAllowed("an account already exists: ask an admin to invite you")
    return _link(workspace, LinkPurpose.SET_UP, "", SET_UP_FOR)


def get_link(workspace: Workspace, token: str) -> OneTimeLink:
    """The link of a token. Raises NotFound for a used, expired or unknown one."""
    return link_of(workspace, digest(token))


def link_of(workspace: Workspace, id: str) -> OneTimeLink:
    """As `get_link`, by the token's stored digest. The link of an account that is locked out is worth
    nothing."""
    link = OneTimeLinks(workspace.store.records).find(id)
    if link is None or workspace.clock() >= link.until:
        raise NotFound(GONE)
    if link.user and Users(workspace.store.records).get(link.user).disabled:
        raise NotFound(GONE)
    return link


def set_up(workspace: Workspace, token: str, name: str, password: str) -> User:
    """Creates the first account, an admin's. Raises NotFound for the link, BadRequest for the name or
    password."""
    link = get_link(workspace, token)
    if link.purpose is not LinkPurpose.SET_UP:
        raise NotFound(GONE)
    user = replace(
        _new(workspace, name, Role.ADMIN, ()),
        password=passwords.hash_password(password, name, password_words(workspace)),
    )
    changes = Changes(workspace.store.records)
    if not OneTimeLinkWriter(changes).use(link.id) or not UserWriter(changes).add(user, first=True):
        raise NotFound(GONE)
    audit_log.record(workspace, user.name, "account set up", user.name, user.role.value)
    return user


def join(workspace: Workspace, token: str, password: str) -> User:
    """Sets the password of an invited user. Raises NotFound for the link, BadRequest for the password."""
    link = get_link(workspace, token)
    user = Users(workspace.store.records).get(link.user)
    kept = passwords.hash_password(password, user.name, password_words(workspace))
    if link.purpose is not LinkPurpose.JOIN or not OneTimeLinkWriter(Changes(workspace.store.records)).use(
        link.id
    ):
        raise NotFound(GONE)
    joined = UserWriter(Changes(workspace.store.records)).change(
        user.id, lambda old: replace(old, password=kept)
    )
    audit_log.record(workspace, user.name, "account joined", user.name, user.role.value)
    return joined


def invite(
    workspace: Workspace, name: str, role: Role, networks: Sequence[str], *, by: str
) -> tuple[User, str]:
    """Creates an account; returns the token of the link with which its user chooses a password. Raises
    BadRequest."""
    user = _new(workspace, name, role, canonical_networks(networks))
    alike = _alike(workspace, name)
    if alike or not UserWriter(Changes(workspace.store.records)).add(user, most=MOST_USERS):
        alike = alike or _alike(workspace, name)
        raise BadRequest(
            f"user {alike!r} already exists" if alike else f"the limit of {MOST_USERS} accounts is reached"
        )
    audit_log.record(workspace, by, "account add", user.name, _said(user))
    return user, _link(workspace, LinkPurpose.JOIN, user.id, JOIN_FOR)


def reset(workspace: Workspace, id: str, *, by: str) -> tuple[User, str]:
    """Removes the password, TOTP secret, passkeys and OIDC binding, ends every session, and returns a link as
    `invite` does. Raises NotFound."""
    records = workspace.store.records
    user = UserWriter(Changes(records)).change(
        id, lambda old: replace(old, password="", second="", last_step=0, subject="")
    )
    PasskeyWriter(Changes(records)).remove_all(user.id)
    SessionWriter(Changes(records)).end_all(user.id)
    audit_log.record(workspace, by, "account reset", user.name, user.id)
    return user, _link(workspace, LinkPurpose.JOIN, user.id, JOIN_FOR)


def still(now: User, known: User) -> User:
    """`now`, if the credentials are unchanged since `known`: a sign-in that began before a reset or a lock
    does not count after it. Raises BadRequest."""
    if now.disabled or _way_in(now) != _way_in(known):
        raise BadRequest(CHANGED)
    return now


def _way_in(user: User) -> tuple[str, str, str]:
    return user.password, user.second, user.subject


def change(
    workspace: Workspace, id: str, role: Role, networks: Sequence[str], disabled: bool, *, by: str
) -> User:
    """Changes an account. Raises NotFound, BadRequest, and NotAllowed when no admin would be left."""
    records, seen = workspace.store.records, canonical_networks(networks)
    stays = role is Role.ADMIN and not disabled and not seen
    user = UserWriter(Changes(records)).change(
        id,
        lambda old: replace(old, role=role, networks=seen, disabled=disabled),
        lambda old, others: _check_not_last(old, others, stays=stays),
    )
    if disabled:
        SessionWriter(Changes(records)).end_all(user.id)
    audit_log.record(workspace, by, "account change", user.name, _said(user))
    return user


def named(workspace: Workspace, name: str) -> User:
    """Raises NotFound."""
    user = Users(workspace.store.records).named(name)
    if user is None:
        raise NotFound(f"no user is named {name[:64]!r} (see leftopen user list)")
    return user


def remove(workspace: Workspace, id: str, *, by: str) -> User:
    """Deletes an account. Raises NotFound, and NotAllowed when no admin would be left."""
    user = UserWriter(Changes(workspace.store.records)).remove(
        id, lambda old, others: _check_not_last(old, others, stays=False)
    )
    audit_log.record(workspace, by, "account remove", user.name, user.id)
    return user


def _check_not_last(old: User, others: Sequence[User], *, stays: bool) -> None:
    if _is_admin(old) and not stays and not any(_is_admin(user) for user in others):
        raise NotAllowed("this is the last admin who can sign in: create another admin first")


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
            "a user name must have 2 to 64 letters, digits or . _ @ + -, and start with a letter or digit"
        )
    if name.casefold() in RESERVED:
        raise BadRequest(f"the user name {name!r} is that of the program or of the machine: choose another")
    return User(id=secrets.token_hex(8), name=name, role=role, made=workspace.clock(), networks=networks)


def _alike(workspace: Workspace, name: str) -> str:
    """The account whose name differs at most in the case of letters; '' for none."""
    names = (one.name for one in Users(workspace.store.records).list())
    return next((one for one in names if one.casefold() == name.casefold()), "")


def canonical_networks(words: Sequence[str]) -> tuple[str, ...]:
    """The networks in canonical form, without duplicates. Raises BadRequest, also for every address there is:
    who sees that is not restricted, and must not look so."""
    if len(words) > MOST_NETWORKS:
        raise BadRequest(f"at most {MOST_NETWORKS} networks")
    try:
        found = [canonical.network(word) for word in words]
    except BadAddress as error:
        raise BadRequest(str(error)) from None
    four = [one for one in found if isinstance(one, ipaddress.IPv4Network)]
    six = [one for one in found if isinstance(one, ipaddress.IPv6Network)]
    for joined, message in ((collapse_addresses(four), WHOLE_4), (collapse_addresses(six), WHOLE_6)):
        if any(not one.prefixlen for one in joined):
            raise BadRequest(message)
    return tuple(dict.fromkeys(map(str, found)))


def _link(workspace: Workspace, purpose: LinkPurpose, user: str, lasts: timedelta) -> str:
    token, now = secrets.token_urlsafe(32), workspace.clock()
    link = OneTimeLink(id=digest(token), purpose=purpose, made=now, until=now + lasts, user=user)
    OneTimeLinkWriter(Changes(workspace.store.records)).put(link)
    return token


def _said(user: User) -> str:
    seen = ", ".join(user.networks) or "everything"
    return f"{user.role.value}, sees {seen}{', disabled' if user.disabled else ''}"[:500]
