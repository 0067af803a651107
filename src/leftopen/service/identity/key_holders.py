"""Resolves the holder of an API key and limits its rights and visibility to those of its account."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from leftopen.model.api_key import ApiKey, Right
from leftopen.model.permission import Permission
from leftopen.model.user import User
from leftopen.service.identity.visibility import Visibility
from leftopen.store.records import Records
from leftopen.store.records.entities.identity.api_keys import ApiKeys
from leftopen.store.records.entities.identity.users import Users


@dataclass(frozen=True, slots=True, kw_only=True)
class Holder:
    """`visibility` and `rights` are the intersection of the key's and its owner's. `who` counts concurrent
    use by one holder: all keys of an account together, each key without an owner by itself. `may_tell`: it
    may set recipients, as its owner may."""

    key: ApiKey
    visibility: Visibility
    rights: frozenset[Right]
    may_tell: bool = False

    @property
    def digest(self) -> str:
        return self.key.digest

    @property
    def who(self) -> str:
        return f"account {self.key.owner}" if self.key.owner else f"key {self.key.id}"

    def valid(self, now: datetime) -> bool:
        return self.key.valid(now)

    def may(self, right: Right) -> bool:
        return right in self.rights


def holder(key: ApiKey, owner: User | None) -> Holder | None:
    """The holder; None for a useless key: its owner is gone, locked or without rights, or the networks of
    owner and key don't overlap."""
    rights = frozenset(right for right in Right if key.may(right))
    if not key.owner:
        return Holder(key=key, visibility=Visibility(key.networks), rights=rights, may_tell=True)
    if owner is None or owner.id != key.owner or not owner.may(Permission.VIEW):
        return None
    visibility = Visibility(owner.networks).meet(Visibility(key.networks))
    if visibility is None:
        return None
    if not owner.may(Permission.SCAN):
        rights -= {Right.SCAN}
    return Holder(key=key, visibility=visibility, rights=rights, may_tell=owner.may(Permission.NOTIFY))


def holders(records: Records) -> list[Holder]:
    """The holder of every usable key, whether or not the key has expired. One that can't be read is none."""
    people = {user.id: user for user in Users(records).readable()}
    found = (holder(key, people.get(key.owner)) for key in ApiKeys(records).readable())
    return [one for one in found if one is not None]


def of_key(records: Records, id: str) -> Holder | None:
    """The holder of the key with that id, as of now."""
    return next((one for one in holders(records) if one.key.id == id), None)
