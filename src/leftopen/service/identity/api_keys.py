"""Creates, lists, removes and recognises API keys."""

from __future__ import annotations

import hashlib
import secrets
from collections.abc import Mapping, Sequence
from datetime import datetime

from leftopen.errors import BadRequest, NotFound
from leftopen.model.api_key import ApiKey, Right
from leftopen.model.facts import Json
from leftopen.model.permission import Permission
from leftopen.model.user import User
from leftopen.present.humanize import last_day
from leftopen.present.timestamps import format_utc, format_utc_or_none
from leftopen.service.identity import accounts
from leftopen.service.identity.visibility import Visibility
from leftopen.service.workspace import audit_log
from leftopen.service.workspace.os_user import os_user
from leftopen.service.workspace.workspace import Workspace
from leftopen.store.records.changes import Changes
from leftopen.store.records.entities.identity.api_keys import ApiKeyWriter
from leftopen.store.records.entities.identity.users import Users

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
    """Creates a key; returns it with its token, which is never shown again. `owner` None: the user who runs
    this leftopen; no `networks`: everything visible to the owner. Raises BadRequest for a name that is taken,
    empty or longer than 64 characters, for an end in the past, and for more rights than the owner has."""
    if not name.strip() or len(name) > LONGEST_NAME or not name.isprintable():
        raise BadRequest(f"the name of an API key must have 1 to {LONGEST_NAME} printable characters")
    if until is not None and until <= workspace.clock():
        raise BadRequest(f"{last_day(until)} is in the past; choose a later last day")
    if right is Right.METRICS and (owner is not None or networks):
        raise BadRequest("a key for metrics has no owner and no networks: it reads counts of the whole data")
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
    if not ApiKeyWriter(Changes(workspace.store.records)).add(key):
        raise BadRequest(f"API key {name!r} already exists; remove it first, or choose another name")
    message = f"{right.value}, {key.id}, of {owner.name if owner else 'no owner'}, sees {sees(key)}"
    audit_log.record(workspace, by or os_user(), "key add", name, message[:500])
    return key, token


def _check_owner(owner: User, right: Right, networks: Sequence[str]) -> None:
    """Raises BadRequest for a key with more rights than its owner."""
    if not owner.may(Permission.VIEW):
        raise BadRequest(f"{owner.name} may not read results, so their API keys may not either")
    if right is Right.SCAN and not owner.may(Permission.SCAN):
        raise BadRequest(f"{owner.name} may not scan, so their API keys may not either")
    outside = next((one for one in networks if not Visibility(owner.networks).sees_all_of(one)), "")
    if outside:
        raise BadRequest(f"{outside} is outside the networks of {owner.name}")


def remove(workspace: Workspace, name: str, *, by: str = "") -> ApiKey:
    """Deletes a key. Raises NotFound."""
    key = ApiKeyWriter(Changes(workspace.store.records)).remove(name)
    audit_log.record(workspace, by or os_user(), "key remove", name, key.id)
    return key


def owners(workspace: Workspace) -> dict[str, str]:
    """The names of the users with accounts, by id, to show the owner of a key."""
    return {user.id: user.name for user in Users(workspace.store.records).readable()}


def owner_named(workspace: Workspace, name: str) -> User:
    """The user with this name. Raises NotFound."""
    user = Users(workspace.store.records).named(name)
    if user is None:
        raise NotFound(f"no user is named {name[:64]!r}")
    return user


def sees(key: ApiKey) -> str:
    """The networks of the key, for display; the key never sees more than its owner."""
    if key.networks:
        return ", ".join(key.networks)
    return "same as owner" if key.owner else "everything"


def digest(token: str) -> str:
    """The stored digest of a token. A token has 256 random bits, so that a plain fast digest can't be
    reversed."""
    return hashlib.blake2b(
        token.encode("utf-8", "replace"), digest_size=32, person=b"leftopen api"
    ).hexdigest()


def line(key: ApiKey, owners: Mapping[str, str]) -> dict[str, Json]:
    """`type: key`, without the digest; `owner` by name, null where no account has the key; no `networks`:
    everything visible to the owner."""
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
