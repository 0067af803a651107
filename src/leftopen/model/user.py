"""A user of the console."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from leftopen.model.permission import PERMISSIONS, WHOLE, Permission, Role


@dataclass(frozen=True, slots=True, kw_only=True)
class User:
    """`password` is an argon2id hash, '' until the user has chosen one. `second` is the sealed TOTP secret,
    '' without one; `last_step` its newest used step: each counts once. `networks` (canonical CIDRs) are all
    that the user sees; none: everything. `subject`: the issuer's name of the user, once bound. `theme` is
    `light`, `dark` or '' for the browser's choice; `language` `en`, `fr` or ''."""

    id: str
    name: str
    role: Role
    made: datetime
    password: str = ""
    second: str = ""
    last_step: int = 0
    networks: tuple[str, ...] = ()
    subject: str = ""
    disabled: bool = False
    theme: str = ""
    language: str = ""

    def may(self, permission: Permission) -> bool:
        """Nothing while disabled; nothing that reaches beyond the user's networks, where these are
        restricted."""
        if self.disabled or (self.networks and permission in WHOLE):
            return False
        return permission in PERMISSIONS[self.role]


class SignInStage(StrEnum):
    """`code`: the password was right, and the second factor is still required."""

    CODE = "code"
    WHOLE = "whole"


@dataclass(frozen=True, slots=True, kw_only=True)
class Session:
    """One signed-in browser. `id` is the digest of its token, which is not stored; `unlocked` when the user
    last proved their presence; `both`: an issuer stated that the user gave more than one factor."""

    id: str
    user: str
    stage: SignInStage
    made: datetime
    seen: datetime
    agent: str = ""
    unlocked: datetime | None = None
    both: bool = False


class LinkPurpose(StrEnum):
    """`set_up` creates the first account, an admin's · `join` lets a user choose a password, for a new or
    reset account."""

    SET_UP = "set_up"
    JOIN = "join"


@dataclass(frozen=True, slots=True, kw_only=True)
class OneTimeLink:
    """A link that works once, until `until`. `id` is the digest of its token; `user` its account."""

    id: str
    purpose: LinkPurpose
    made: datetime
    until: datetime
    user: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Note:
    """The text of a user's comment on a case, masked. It can be erased; events can't."""

    id: str
    case: str
    at: datetime
    by: str
    text: str


@dataclass(frozen=True, slots=True, kw_only=True)
class SavedSearch:
    """A saved search of a user, or a saved view of another `page` of the console: then `query` is that of
    its address."""

    id: str
    user: str
    name: str
    query: str
    made: datetime
    page: str = ""
