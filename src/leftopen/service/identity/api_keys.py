"""Keys of the web interface: made, listed, removed, and known again."""

from __future__ import annotations

import hashlib
import secrets
from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta

from leftopen.errors import BadRequest, NotFound
from leftopen.model.api_key import ApiKey, Right
from leftopen.model.facts import Json
from leftopen.model.permission import Permission
from leftopen.model.user import User
from leftopen.present.timestamps import format_utc, format_utc_or_none
from leftopen.service.identity import accounts
from leftopen.service.identity.visibility import Visibility
from leftopen.service.os_user import os_user
from leftopen.service.workspace import Workspace

TOKEN_BYTES = 32
LONGEST_NAME = 64


def add(
    workspace: Workspace,
    name: str,
    right: Right,
    until: datetime | None,
    *,
    owner: User | None = None,
    networks: Sequence[str] = (),
    by: str = "",
) -> tuple[ApiKey, str]:
    """The new key, and its token, which nobody can see again. `owner` None: of whoever runs this leftopen;
    `networks` none: all that the owner sees. Raises BadRequest for a name that is taken, empty, or longer
    than 64 characters, for an end that has passed, and for more than the owner may."""
    if not name.strip() or len(name) > LONGEST_NAME or not name.isprintable():
        raise BadRequest(f"the name of an API key has 1 to {LONGEST_NAME} printable characters")
    if until is not None and until <= workspace.clock():
        raise BadRequest(f"an API key until {last_day(until)} would be dead already")
    seen = accounts.canonical_networks(networks)
    if owner is not None:
        _check_owner(owner, right, seen)
    token = secrets.token_hex(TOKEN_BYTES)
    key = ApiKey(
        id=secrets.token_hex(8),
        name=name,
        digest=digest(token),
        right=right,
        made=workspace.clock(),
        until=until,
        owner=owner.id if owner else "",
        networks=seen,
    )
    if not workspace.store.records.api_keys.add(key):
        raise BadRequest(f"there is an API key {name!r} already; remove it first, or take another name")
    said = f"{right.value}, {key.id}, of {owner.name if owner else 'nobody'}, sees {sees(key)}"
    workspace.store.records.audit.add(workspace.clock(), by or os_user(), "key add", name, said[:500])
    return key, token


def _check_owner(owner: User, right: Right, networks: Sequence[str]) -> None:
    """Raises BadRequest for a key that would be wider than its owner."""
    if not owner.may(Permission.LOOK):
        raise BadRequest(f"{owner.name} may not look at what was seen, so a key of theirs may not either")
    if right is Right.SCAN and not owner.may(Permission.SCAN):
        raise BadRequest(f"{owner.name} may not scan, so a key of theirs may not either")
    outside = next((one for one in networks if not Visibility(owner.networks).sees_all_of(one)), "")
    if outside:
        raise BadRequest(f"{outside} is outside of the networks that {owner.name} sees")


def remove(workspace: Workspace, name: str, *, by: str = "") -> ApiKey:
    """Raises NotFound."""
    key = workspace.store.records.api_keys.remove(name)
    workspace.store.records.audit.add(workspace.clock(), by or os_user(), "key remove", name, key.id)
    return key


def owners(workspace: Workspace) -> dict[str, str]:
    """By id the names of those who have accounts, for showing whose a key is."""
    return {user.id: user.name for user in workspace.store.records.users.list()}


def owner_named(workspace: Workspace, name: str) -> User:
    """Raises NotFound."""
    user = workspace.store.records.users.named(name)
    if user is None:
        raise NotFound(f"there is no account {name[:64]!r}")
    return user


def sees(key: ApiKey) -> str:
    """The networks that the key is for, for a person; what its owner does not see it does not see either."""
    if key.networks:
        return ", ".join(key.networks)
    return "same as owner" if key.owner else "everything"


def last_day(until: datetime) -> str:
    """The day that was given: a key ends with it, at the next midnight."""
    return f"{until - timedelta(microseconds=1):%Y-%m-%d}"


def digest(token: str) -> str:
    """What is kept of a token. It has 256 random bits, so a plain fast digest can't be turned back."""
    return hashlib.blake2b(
        token.encode("utf-8", "replace"), digest_size=32, person=b"leftopen api"
    ).hexdigest()


def line(key: ApiKey, owners: Mapping[str, str]) -> dict[str, Json]:
    """`type: key`, without the digest; `owner` by name, null where nobody's account has it; `networks` none:
    all that the owner sees."""
    return {
        "type": "key",
        "id": key.id,
        "name": key.name,
        "right": key.right.value,
        "made": format_utc(key.made),
        "until": format_utc_or_none(key.until),
        "owner": owners.get(key.owner, key.owner) or None,
        "networks": list(key.networks),
    }
