"""A person who may sign in to the console."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from leftopen.model.permission import PERMISSIONS, WHOLE, Permission, Role


@dataclass(frozen=True, slots=True, kw_only=True)
class User:
    """`password` is an argon2id hash, '' until the person has chosen one. `second` the sealed secret of the
    second factor, '' without one; `last_step` the newest step of it that was used: each counts once.
    `networks` (canonical CIDRs) are all that the person sees; none: everything. `subject`: whom the issuer
    knows the person as, once they came by its word. `theme` is `light`, `dark` or '' for what the browser
    says; `language` `en`, `fr` or ''."""

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
        """Nothing at all while disabled; nothing that reaches beyond a part for who sees a part."""
        if self.disabled or (self.networks and permission in WHOLE):
            return False
        return permission in PERMISSIONS[self.role]


class SignInStage(StrEnum):
    """`code`: the password was right, and the second factor is still asked for."""

    CODE = "code"
    WHOLE = "whole"


@dataclass(frozen=True, slots=True, kw_only=True)
class Session:
    """One browser that is signed in. `id` is the digest of its token, which is kept nowhere; `unlocked` when
    the person last proved anew who is there; `both`: an issuer said that it saw more than one factor."""

    id: str
    user: str
    stage: SignInStage
    made: datetime
    seen: datetime
    agent: str = ""
    unlocked: datetime | None = None
    both: bool = False


class LinkPurpose(StrEnum):
    """`set_up` makes the first account, an admin's · `join` lets the person of an account choose a password,
    newly made or reset."""

    SET_UP = "set_up"
    JOIN = "join"


@dataclass(frozen=True, slots=True, kw_only=True)
class OneTimeLink:
    """A link that works once, until `until`. `id` is the digest of its token; `user` whose account."""

    id: str
    purpose: LinkPurpose
    made: datetime
    until: datetime
    user: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Note:
    """What somebody wrote down about a case, masked. It can be erased, as events can't."""

    id: str
    case: str
    at: datetime
    by: str
    text: str


@dataclass(frozen=True, slots=True, kw_only=True)
class SavedSearch:
    """A search that somebody wants to find again."""

    id: str
    user: str
    name: str
    query: str
    made: datetime
