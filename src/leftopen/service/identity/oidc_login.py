"""Whom an issuer's word lets in: the account that is bound to that person there, and nobody else.

An account is bound once, by its invitation's link or by who is signed in to it. A name never binds: an issuer
may give it to somebody else, and two names that look alike are not one.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from leftopen.errors import NotAllowed, NotFound
from leftopen.model.user import LinkPurpose, SignInStage, User
from leftopen.service.identity import accounts, sessions
from leftopen.service.identity.id_token import IdTokenClaims
from leftopen.service.workspace import Workspace

ANOTHER = "The sign-in service does not confirm the invited mail address."
TAKEN = "This sign-in is connected to another account."
BOUND = (
    "This account is connected to a different sign-in. An admin can disconnect it with a new invitation link."
)
OVER = "Your session has ended. Sign in and connect again."


def subject_of(issuer: str, person: IdTokenClaims) -> str:
    """The one lasting name of a person: an issuer may give a mail address to somebody else later."""
    return f"{issuer} {person.subject}"


def is_bound(user: User, issuer: str) -> bool:
    return user.subject.startswith(f"{issuer} ")


def find_user(workspace: Workspace, issuer: str, person: IdTokenClaims) -> User | None:
    """The account that is bound to this person. None where there is none, or it can't be used."""
    subject = subject_of(issuer, person)
    user = next((one for one in workspace.store.records.users.list() if one.subject == subject), None)
    if user is None or user.disabled:
        name = user.name if user else "unknown user"
        record_refusal(workspace, name, "not bound" if user is None else "locked out")
        return None
    return user


def join(workspace: Workspace, link: str, issuer: str, person: IdTokenClaims) -> User:
    """Binds the account of an invitation, whose link is used with that; `link` is its id. An account that is
    named by a mail address is its owner's only, by the issuer's verified word. Raises NotFound for the link,
    and NotAllowed."""
    found = accounts.link_of(workspace, link)
    user = workspace.store.records.users.get(found.user)
    if "@" in user.name and not _same_address(user.name, person.mail):
        record_refusal(workspace, user.name, "another address")
        raise NotAllowed(ANOTHER)
    _check(workspace, user, issuer, person)
    if found.purpose is not LinkPurpose.JOIN or not workspace.store.records.links.use(found.id):
        raise NotFound(accounts.GONE)
    return _bound(workspace, user, issuer, person)


def connect(workspace: Workspace, session: str, issuer: str, person: IdTokenClaims) -> User:
    """Binds the account of who is signed in; `sitting` is the id of the one that asked. Raises NotFound and
    NotAllowed."""
    listed, now = workspace.store.records.sessions.list(), workspace.clock()
    found = next((one for one in listed if one.id == session and one.stage is SignInStage.WHOLE), None)
    if found is None or not sessions.alive(found, now):
        raise NotAllowed(OVER)
    user = workspace.store.records.users.get(found.user)
    _check(workspace, user, issuer, person)
    return _bound(workspace, user, issuer, person)


def record_refusal(workspace: Workspace, name: str, because: str) -> None:
    workspace.store.records.audit.add(
        workspace.clock(), "console", "issuer's word refused", name, because[:500]
    )


def _same_address(name: str, mail: str) -> bool:
    """Letters of other alphabets are folded by nobody alike, so an address that has one is nobody's."""
    return name.isascii() and mail.isascii() and name.lower() == mail.lower()


def _check(workspace: Workspace, user: User, issuer: str, person: IdTokenClaims) -> None:
    """Before anything is used up. Raises NotAllowed."""
    try:
        _may_bind(user, issuer, subject_of(issuer, person))
        _nobody_else(workspace.store.records.users.list(), user, subject_of(issuer, person))
    except NotAllowed as error:
        record_refusal(workspace, user.name, str(error))
        raise


def _may_bind(user: User, issuer: str, subject: str) -> None:
    if user.disabled:
        raise NotAllowed(accounts.CHANGED)
    if is_bound(user, issuer) and user.subject != subject:
        raise NotAllowed(BOUND)


def _nobody_else(users: Sequence[User], user: User, subject: str) -> None:
    if any(one.subject == subject and one.id != user.id for one in users):
        raise NotAllowed(TAKEN)


def _bound(workspace: Workspace, user: User, issuer: str, person: IdTokenClaims) -> User:
    """Looks once more, in the same transaction: of two who bind at once one is first."""
    subject = subject_of(issuer, person)

    def bind(old: User) -> User:
        _may_bind(old, issuer, subject)
        return replace(old, subject=subject)

    changed = workspace.store.records.users.change(
        user.id, bind, lambda others: _nobody_else(others, user, subject)
    )
    workspace.store.records.audit.add(workspace.clock(), user.name, "issuer bound", user.name, subject[:500])
    return changed
